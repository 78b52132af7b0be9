"""The shapes that a script may have, and what each line is taken for."""

from __future__ import annotations

import pytest

from film.model import Analysis, Beat, BeatKind, Emotion, Sex
from film.script import analyse

D, N, A = BeatKind.DIALOGUE, BeatKind.NARRATION, BeatKind.ACTION


def beats(text: str) -> list[tuple[BeatKind, str, str]]:
    return [(beat.kind, beat.speaker, beat.text) for scene in analyse(text).scenes for beat in scene.beats]


def first(analysis: Analysis) -> Beat:
    return analysis.scenes[0].beats[0]


def test_plain_prose_is_told_sentence_by_sentence() -> None:
    assert beats("Rain fell on the village. Mira opened the door.") == [
        (N, "", "Rain fell on the village."),
        (N, "", "Mira opened the door."),
    ]


def test_names_with_colons_speak_and_the_rest_is_seen() -> None:
    assert beats("Mira sits down.\nMira: Is anybody there?\nTom (whispering): No.") == [
        (A, "", "Mira sits down."),
        (D, "mira", "Is anybody there?"),
        (D, "tom", "No."),
    ]


def test_fountain_cues_manners_and_headings() -> None:
    analysis = analyse("INT. KITCHEN - NIGHT\n\nMIRA (O.S.)\n(angrily)\nWho ate\nmy mango?\n\nTom hides.\n\nCUT TO:\n\nEXT. BEACH - DAY\n\nTom runs.")
    kitchen, beach = analysis.scenes
    assert (kitchen.heading, beach.heading) == ("INT. KITCHEN - NIGHT", "EXT. BEACH - DAY")
    line, deed = kitchen.beats
    assert (line.speaker, line.text, line.manner, line.emotion) == ("mira", "Who ate my mango?", "angrily", Emotion.ANGRY)
    assert (deed.kind, deed.subjects) == (A, ("tom",))
    assert not any("CUT" in beat.text for beat in beach.beats)


def test_a_scene_in_which_nobody_speaks_is_narrated_within_a_screenplay() -> None:
    kinds = [kind for kind, _, _ in beats("INT. HOME - DAY\n\nMira reads.\n\nEXT. STREET - DAY\n\nTOM\nHello?\n\nHe waits.")]
    assert kinds == [N, D, A]


def test_markdown_headings_are_title_and_scenes() -> None:
    analysis = analyse("# The Long Road\n\n## Scene 1: The desert, noon\n\nOmar walks.\n\n## Scene 2: The market, night\n\n**Omar**: Water, please.")
    assert analysis.title == "The Long Road"
    assert [(scene.setting.value, scene.hour.value) for scene in analysis.scenes] == [("desert", "day"), ("market", "night")]
    assert analysis.scenes[1].beats[0].speaker == "omar"


@pytest.mark.parametrize(
    "text",
    [
        "Title: Two Boats\nAuthor: A. N.\n\nMira rows home.",
        "Two Boats\n\nMira rows home.",
        "Two Boats\n=====\n\nMira rows home.\n\nEnd of the lake\n---\n\nTom waits.",
    ],
)
def test_a_title_is_found_and_not_told(text: str) -> None:
    analysis = analyse(text)
    assert analysis.title == "Two Boats"
    assert first(analysis).text == "Mira rows home."


@pytest.mark.parametrize("title", ["The Visit", "Family dinner", "A day at the beach", "Places", "What Is Love?", "Hello World!", "War & Peace"])
@pytest.mark.parametrize("byline", ["", "\nby Jane Doe", "\n\nWritten by Jane Doe", "\nA short film by Jane Doe"])
@pytest.mark.parametrize("rest", ["INT. OFFICE - DAY\n\nANNA: Hi.", "Anna: Hi."], ids=["heading", "speech"])
def test_a_short_first_line_above_a_heading_or_a_speech_is_the_title(title: str, byline: str, rest: str) -> None:
    analysis = analyse(f"{title}{byline}\n\n{rest}")
    assert analysis.title == title
    assert [(beat.kind, beat.text) for scene in analysis.scenes for beat in scene.beats] == [(D, "Hi.")]
    assert [one.name for one in analysis.characters] == ["Anna"]


@pytest.mark.parametrize("line", ["Mira walks in", "It rains.", "Mira sat by the sea", "Once, long ago, there was a king who had three daughters"])
def test_a_first_line_that_tells_something_is_told(line: str) -> None:
    analysis = analyse(f"{line}\n\nTom: Hi.")
    assert (analysis.title, first(analysis).text) == ("", line)


@pytest.mark.parametrize(
    ("speech", "said", "manner"),
    [
        ("I will go now. (She leaves.)", "I will go now.", "She leaves."),
        ("(sadly) Bye. (pause) Come back.", "Bye. Come back.", "sadly, pause"),
        ("Well [he coughs], then.", "Well, then.", "he coughs"),
        ("Look (over\nthere) at this.", "Look at this.", "over there"),
        ("No bracket (is closed.", "No bracket (is closed.", ""),
    ],
)
def test_directions_in_a_speech_are_not_said(speech: str, said: str, manner: str) -> None:
    beat = first(analyse(f"INT. HOME - DAY\n\nANNA\n{speech}\n\nBEN\nHi."))
    assert (beat.kind, beat.text, beat.manner) == (D, said, manner)


def test_directions_in_a_long_speech_belong_to_the_sentence_that_they_stand_in() -> None:
    long = (
        "We walked to the river and past the mill, you and I, on that day. (weeping) Then came the rain, and the river rose and took the mill away."
    )
    assert [(beat.text, beat.manner) for beat in analyse(f"Anna: {long}").scenes[0].beats] == [
        ("We walked to the river and past the mill, you and I, on that day.", ""),
        ("Then came the rain, and the river rose and took the mill away.", "weeping"),
    ]


@pytest.mark.parametrize("row", ["by the old sea", "by Tom's side", "A lamp stands by the door", "by Tom and Ann\nwho sang"])
def test_the_rest_of_a_sentence_is_no_byline(row: str) -> None:
    told = " ".join(text for _, _, text in beats(f"The boats were drawn up\n{row}\n\nRain fell."))
    assert row.split("\n")[0] in told


def test_a_title_that_a_person_gave_wins_even_when_it_looks_like_a_path() -> None:
    assert analyse("Two Boats\n\nMira rows home.", title="../../etc/passwd").title == "../../etc/passwd"


def test_one_sentence_is_never_taken_for_a_title() -> None:
    assert first(analyse("The Old House")).text == "The Old House"


@pytest.mark.parametrize(
    ("line", "speaker"),
    [
        ("MRS. CHEN: Sit.", "mrs-chen"),
        ("dr. Patel: Sit.", "dr-patel"),
        ("MR. X: Sit.", "mr-x"),
        ("ST. JOHN: Sit.", "st-john"),
        ("J. R. SMITH: Sit.", "j-r-smith"),
        ("Captain J. Sparrow: Sit.", "captain-j-sparrow"),
        ("Anna [sad]: Sit.", "anna"),
        ("MRS. CHEN (angrily): Sit.", "mrs-chen"),
        ("1. Anna: Sit.", "anna"),
    ],
)
def test_a_name_may_have_titles_initials_and_a_number_before_it(line: str, speaker: str) -> None:
    assert beats(f"INT. KITCHEN - NIGHT\n\n{line}") == [(D, speaker, "Sit.")]


def test_a_title_in_capitals_ends_no_sentence() -> None:
    assert beats("MRS. CHEN waits. Rain falls. THE END. Of it.") == [
        (N, "", "MRS. CHEN waits."),
        (N, "", "Rain falls."),
        (N, "", "THE END."),
        (N, "", "Of it."),
    ]


@pytest.mark.parametrize(
    "line", ["He had one rule: never look back.", "It was 12:30 at the station.", "See https://example.org for more.", "Note: bring a coat."]
)
def test_a_colon_in_prose_makes_nobody_speak(line: str) -> None:
    assert all(kind is not D for kind, _, _ in beats(line))


@pytest.mark.parametrize("line", ["anna: Sit.", "the old cook: Sit.", "Anna, softly: Sit."])
def test_a_line_like_speech_that_is_not_taken_for_it_is_told_of(line: str) -> None:
    (told,) = (one for one in analyse(f"INT. KITCHEN - NIGHT\n\nBen: Hi.\n\n{line}").diagnostics if one.code != "sex_guessed")
    assert (told.severity, told.code, told.line) == ("warning", "not_dialogue", 5)
    assert f'"{line.partition(":")[0]}:"' in told.message


@pytest.mark.parametrize(
    "line", ["He had one rule: never look back.", "She smiled: yes.", "It was 12:30.", "Note: a coat.", "See https://a.org for more."]
)
def test_a_colon_in_prose_is_not_told_of(line: str) -> None:
    assert not [one for one in analyse(f"INT. KITCHEN - NIGHT\n\n{line}").diagnostics if one.code == "not_dialogue"]


def test_of_a_thousand_doubts_twenty_are_told() -> None:
    assert len(analyse("INT. KITCHEN - NIGHT\n\nBen: Hi.\n\n" + "anna: Sit.\n\n" * 1000).diagnostics) == 20


@pytest.mark.parametrize("heading", ["סצנה פנים - מטבח - לילה", "ΕΣΩΤ. ΚΟΥΖΙΝΑ - ΝΥΧΤΑ"])
def test_a_heading_in_a_writing_that_is_not_read_is_told_of(heading: str) -> None:
    told = [one for one in analyse(f"INT. HOME - DAY\n\nAnna: Hi.\n\n{heading}\n\nAnna: Hi.").diagnostics if one.severity == "warning"]
    assert [(one.code, one.line) for one in told] == [("heading_not_read", 5)]


def test_the_title_of_an_arabic_script_is_read() -> None:
    assert analyse("العنوان: البحر\n\nمشهد داخلي - مطبخ - صباح\n\nليلى: مرحبا.").title == "البحر"


def test_a_narrator_is_heard_and_not_cast() -> None:
    analysis = analyse("Narrator: Long ago, by the sea.\n\nMira: Hello!")
    assert [beat.kind for beat in analysis.scenes[0].beats] == [N, D]
    assert [one.id for one in analysis.characters] == ["mira"]


def test_what_all_say_is_said_by_somebody_who_is_there() -> None:
    scene = analyse("Mira: Ready?\nTom: Ready.\nAll: Happy birthday!").scenes[0]
    assert (scene.beats[2].speaker, scene.beats[2].subjects) == ("mira", ("mira", "tom"))


QUOTED = {
    "name said after": ('"The boat is gone," said Mira.', "mira"),
    "name said before": ('Mira said, "The boat is gone."', "mira"),
    "pronoun": ('Mira looked at the sea. "The boat is gone," she whispered.', "mira"),
    "paragraph is about her": ('Mira shook her head. "The boat is gone."', "mira"),
    "curly quotes": ("“The boat is gone,” Mira said.", "mira"),
    "not the one spoken to": ('"The boat is gone," she said to Tom. Mira wept.', "mira"),
}


@pytest.mark.parametrize(("text", "speaker"), QUOTED.values(), ids=QUOTED.keys())
def test_quoted_speech_belongs_to_whom_the_prose_says(text: str, speaker: str) -> None:
    spoken = [beat for beat in analyse("Mira walked in. Tom waited.\n\n" + text).scenes[0].beats if beat.kind is D]
    assert [(beat.speaker, beat.text) for beat in spoken] == [(speaker, "The boat is gone.")]


def test_two_who_answer_each_other_take_turns() -> None:
    text = '"Did you see it?" asked Mira.\n\n"I did," said Tom.\n\n"Where?"\n\n"There."\n'
    assert [speaker for kind, speaker, _ in beats(text) if kind is D] == ["mira", "tom", "mira", "tom"]


SPOKEN_TO = {
    '"Teach me," he said to the old monk.': [""],
    'A boy came.\n\n"Teach me," he said to the old monk.\n\nThe monk smiled. "Sit," he said to the boy.': ["boy", "monk"],
    'The teacher asked the girl, "Where is your book?" "At home," she answered.': ["teacher", "girl"],
    'The teacher smiled at the girl. "Sit," she said.': ["teacher"],
    '"Sit," said the king to the boy.\n\n"I will stand."\n\n"Then stand," said the king.': ["king", "boy", "king"],
    'Mira told Tom, "Go home."\n\n"Why?"\n\n"Because," she said.': ["mira", "tom", "mira"],
    'Tom and Mira walked home. "It is late," he said to her. "I know," she replied.': ["tom", "mira"],
    'Tom met Paul. "Hello," he said to Paul. "Hello," he answered.': ["tom", "paul"],
    'Mira looked at Tom and said, "Go."': ["mira"],
    '"Go," said Mira, looking at Tom.': ["mira"],
    'To Tom, Mira said, "Go."': ["mira"],
    'Mira waits. "Go," he said.': [""],
    '"Where are you?" asked the old monk.': ["monk"],
}


@pytest.mark.parametrize(("text", "speakers"), SPOKEN_TO.items())
def test_whom_a_line_is_said_to_does_not_say_it(text: str, speakers: list[str]) -> None:
    quoted = {"Teach me.", "Where is your book?", "At home.", "Sit.", "I will stand.", "Then stand.", "Go home.", "Why?", "Because.", "Go."}
    quoted |= {"It is late.", "I know.", "Hello.", "Where are you?"}
    assert [speaker for _, speaker, said in beats(text) if said in quoted] == speakers


def test_a_pronoun_beside_a_quote_tells_the_sex() -> None:
    (teacher,) = analyse('The teacher smiled. "Sit," she said.').characters
    assert teacher.sex is Sex.FEMALE


def test_words_on_a_sign_are_not_speech() -> None:
    assert [kind for kind, _, _ in beats('Mira read the word "Closed" on the door.')] == [N]


def test_who_is_introduced_by_a_role_gets_the_name_they_say() -> None:
    analysis = analyse('A little girl sat on the stairs.\n\n"My name is Wren," said the girl.\n\nThe girl smiled.')
    assert [(one.id, one.name) for one in analysis.characters] == [("wren", "Wren")]
    assert analysis.scenes[0].beats[-1].subjects == ("wren",)


def test_long_prose_is_cut_where_a_voice_can_breathe() -> None:
    long = "Mira walked down to the river, past the mill and the sleeping cows, " * 6 + "and sat down."
    parts = [text for _, _, text in beats(long)]
    assert len(parts) > 2
    assert all(len(part.split()) <= 32 for part in parts)
    assert " ".join(parts).split() == long.split()


def test_short_words_are_cut_by_their_number_too() -> None:
    parts = [text for _, _, text in beats("We go up, " * 30 + "we go.")]
    assert max(len(part.split()) for part in parts) <= 30


def test_what_follows_a_full_stop_is_told_and_not_the_manner_of_speaking() -> None:
    assert beats('Tom looks up. "The boat is gone." Tom smiled. "So we swim."')[1:] == [
        (D, "tom", "The boat is gone."),
        (N, "", "Tom smiled."),
        (D, "tom", "So we swim."),
    ]


def test_comments_and_page_numbers_are_not_told() -> None:
    assert beats("Mira sings. /* not\nthis */\n\n12\n\n[[nor this]] Tom listens.") == [(N, "", "Mira sings."), (N, "", "Tom listens.")]


def test_every_beat_knows_its_line() -> None:
    analysis = analyse("INT. HOME - DAY\n\nMira reads.\n\nTOM\nHello.\nAre you there?")
    assert [beat.line for beat in analysis.scenes[0].beats] == [3, 6]
