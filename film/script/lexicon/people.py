"Words that say who somebody is: roles, sex, age. A role says as much about sex and age as it is fair to conclude, and no more."

from __future__ import annotations

from dataclasses import dataclass

from film.model import Age, Sex
from film.script.matching import Words
from film.script.tokens import word_set

F, M = Sex.FEMALE, Sex.MALE


@dataclass(frozen=True, slots=True)
class Role:
    name: str
    sex: Sex | None
    age: Age | None
    words: Words


ROLES: tuple[Role, ...] = (
    Role(
        "grandmother",
        F,
        Age.ELDER,
        {
            "en": "grandmother, grandma, granny, gran, nana, paati, patti, ammamma, nani, dadi, nanny ogg, babushka, abuela, grandmama",
            "ta": "பாட்டி, ஆத்தா, அம்மாயி, அப்பத்தா",
            "te": "అమ్మమ్మ, నానమ్మ, నాయనమ్మ, బామ్మ, అవ్వ, ముసలమ్మ",
            "hi": "दादी, नानी, दादी माँ, नानी माँ, अम्मा, दादी अम्मा",
        },
    ),
    Role(
        "grandfather",
        M,
        Age.ELDER,
        {
            "en": "grandfather, grandpa, granddad, grandad, thatha, dada ji, nana ji, abuelo, gramps",
            "ta": "தாத்தா, பாட்டன்",
            "te": "తాత, తాతయ్య, తాతగారు",
            "hi": "दादा, नाना, दादाजी, नानाजी, बाबा, दादू",
        },
    ),
    Role(
        "mother",
        F,
        Age.ADULT,
        {
            "en": "mother, mom, mum, mama, amma, mummy, mommy, stepmother, mother in law",
            "ta": "அம்மா, தாய், அன்னை",
            "te": "అమ్మ, తల్లి",
            "hi": "माँ, मां, माता, अम्मी, मम्मी",
        },
    ),
    Role(
        "father",
        M,
        Age.ADULT,
        {
            "en": "father, dad, daddy, papa, appa, nanna, stepfather, father in law, baba",
            "ta": "அப்பா, தந்தை, தகப்பன்",
            "te": "నాన్న, తండ్రి, అయ్య",
            "hi": "पिता, पिताजी, पापा, बापू, अब्बा, बाप",
        },
    ),
    Role(
        "bride",
        F,
        Age.YOUNG,
        {
            "en": "bride, bride to be",
            "ta": "மணமகள், மணப்பெண், கல்யாணப்பெண்",
            "te": "వధువు, పెళ్లికూతురు, పెళ్ళికూతురు",
            "hi": "दुल्हन, वधू",
        },
    ),
    Role(
        "groom",
        M,
        Age.YOUNG,
        {
            "en": "groom, bridegroom",
            "ta": "மணமகன், மாப்பிள்ளை",
            "te": "వరుడు, పెళ్లికొడుకు, పెళ్ళికొడుకు",
            "hi": "दूल्हा, दूल्हे, वर",
        },
    ),
    Role("wife", F, Age.ADULT, {"en": "wife", "ta": "மனைவி", "te": "భార్య", "hi": "पत्नी, बीवी"}),
    Role("husband", M, Age.ADULT, {"en": "husband", "ta": "கணவன், கணவர்", "te": "భర్త", "hi": "पति"}),
    Role("daughter", F, None, {"en": "daughter, granddaughter, niece", "ta": "மகள், பேத்தி", "te": "కూతురు, మనవరాలు", "hi": "बेटी, पोती, नातिन, बिटिया"}),
    Role("son", M, None, {"en": "son, grandson, nephew", "ta": "மகன், பேரன்", "te": "కొడుకు, మనవడు", "hi": "बेटा, पोता, नाती, बेटे"}),
    Role("sister", F, None, {"en": "sister, akka, didi", "ta": "அக்கா, தங்கை, சகோதரி", "te": "అక్క, చెల్లి, చెల్లెలు", "hi": "बहन, दीदी, बहना"}),
    Role("brother", M, None, {"en": "brother, anna thambi, bhaiya", "ta": "அண்ணன், தம்பி, அண்ணா, சகோதரன்", "te": "అన్న, తమ్ముడు, అన్నయ్య", "hi": "भाई, भैया"}),
    Role("aunt", F, Age.ADULT, {"en": "aunt, auntie, aunty", "ta": "அத்தை, சித்தி, மாமி", "te": "అత్త, పిన్ని, అత్తయ్య", "hi": "चाची, मौसी, बुआ, मामी, काकी"}),
    Role("uncle", M, Age.ADULT, {"en": "uncle", "ta": "மாமா, சித்தப்பா", "te": "మామయ్య, బాబాయి, మామ", "hi": "चाचा, मामा, काका, ताऊ"}),
    Role("queen", F, Age.ADULT, {"en": "queen, empress, maharani, begum", "ta": "ராணி, அரசி, மகாராணி", "te": "రాణి, మహారాణి", "hi": "महारानी, बेगम"}),
    Role(
        "king",
        M,
        Age.ADULT,
        {"en": "king, emperor, maharaja, sultan, pharaoh", "ta": "ராஜா, மன்னன், அரசன், மன்னர்", "te": "మహారాజు, రాజుగారు", "hi": "राजा, महाराज, सम्राट"},
    ),
    Role("princess", F, Age.YOUNG, {"en": "princess", "ta": "இளவரசி", "te": "యువరాణి, రాజకుమారి", "hi": "राजकुमारी"}),
    Role("prince", M, Age.YOUNG, {"en": "prince", "ta": "இளவரசன்", "te": "యువరాజు, రాజకుమారుడు", "hi": "राजकुमार"}),
    Role("girl", F, Age.CHILD, {"en": "girl, little girl, schoolgirl", "ta": "சிறுமி, குட்டிப்பெண்", "te": "అమ్మాయి, పాప, బాలిక, చిన్నారి", "hi": "लड़की, बच्ची"}),
    Role(
        "boy",
        M,
        Age.CHILD,
        {"en": "boy, little boy, schoolboy, lad", "ta": "சிறுவன், பையன்", "te": "అబ్బాయి, పిల్లవాడు, బాబు, బాలుడు", "hi": "लड़का, बच्चा, लड़के"},
    ),
    Role("child", None, Age.CHILD, {"en": "child, kid, toddler, baby", "ta": "குழந்தை", "te": "పాపాయి, బిడ్డ", "hi": "शिशु"}),
    Role(
        "old woman",
        F,
        Age.ELDER,
        {
            "en": "old woman, old lady, elderly woman, crone, matriarch",
            "ta": "கிழவி, மூதாட்டி, வயதான பெண்",
            "te": "ముసలిది, వృద్ధురాలు",
            "hi": "बूढ़ी औरत, बुढ़िया, वृद्धा",
        },
    ),
    Role(
        "old man",
        M,
        Age.ELDER,
        {
            "en": "old man, elderly man, greybeard, patriarch, old timer",
            "ta": "கிழவன், முதியவர், பெரியவர்",
            "te": "ముసలాయన, వృద్ధుడు, ముసలివాడు",
            "hi": "बूढ़ा, बूढ़े, बुज़ुर्ग, बूढ़ा आदमी, वृद्ध",
        },
    ),
    Role("young woman", F, Age.YOUNG, {"en": "young woman, young lady, maiden", "ta": "இளம்பெண்", "te": "యువతి", "hi": "युवती"}),
    Role("young man", M, Age.YOUNG, {"en": "young man, youth, lad", "ta": "இளைஞன், வாலிபன்", "te": "యువకుడు", "hi": "युवक, नौजवान"}),
    Role("woman", F, None, {"en": "woman, lady, housewife, widow, mistress", "ta": "பெண்", "te": "స్త్రీ, మహిళ, ఆడది", "hi": "औरत, महिला, स्त्री"}),
    Role("man", M, None, {"en": "man, gentleman, fellow, guy, sir, widower", "ta": "ஆண், மனிதன்", "te": "మగవాడు, మనిషి", "hi": "आदमी, मर्द, पुरुष"}),
    Role("waitress", F, None, {"en": "waitress, actress, hostess, saleswoman, policewoman, businesswoman, stewardess"}),
    Role(
        "waiter",
        M,
        None,
        {
            "en": "waiter, policeman, businessman, salesman, postman, fireman, watchman, milkman",
            "hi": "डाकिया, चौकीदार",
            "te": "పోస్టుమాన్",
            "ta": "தபால்காரர், காவலாளி",
        },
    ),
    Role("fisherman", M, None, {"en": "fisherman", "ta": "மீனவர், மீனவன்", "te": "జాలరి", "hi": "मछुआरा"}),
    Role("monk", M, None, {"en": "monk, friar", "ta": "துறவி", "te": "సన్యాసి", "hi": "साधु, भिक्षु"}),
    Role("nun", F, None, {"en": "nun"}),
    Role("priest", M, Age.ADULT, {"en": "priest, pujari, vicar", "ta": "பூசாரி, அர்ச்சகர்", "te": "పూజారి", "hi": "पुजारी, पंडित"}),
    Role("witch", F, Age.ELDER, {"en": "witch, sorceress", "hi": "चुड़ैल, जादूगरनी"}),
    Role("wizard", M, Age.ELDER, {"en": "wizard, sorcerer", "hi": "जादूगर"}),
    Role(
        "teacher",
        None,
        Age.ADULT,
        {"en": "teacher, professor, principal, headmaster, headmistress, tutor", "ta": "ஆசிரியர்", "te": "టీచర్", "hi": "मास्टर"},
    ),
    Role("teacher", F, Age.ADULT, {"ta": "ஆசிரியை", "te": "ఉపాధ్యాయురాలు, పంతులమ్మ", "hi": "शिक्षिका, अध्यापिका"}),
    Role("teacher", M, Age.ADULT, {"te": "ఉపాధ్యాయుడు, మాస్టారు, పంతులు", "hi": "शिक्षक, अध्यापक, मास्टरजी"}),
    Role("student", None, Age.YOUNG, {"en": "student, pupil, apprentice, intern, trainee", "ta": "மாணவர்", "te": "విద్యార్థి", "hi": "विद्यार्थी"}),
    Role("student", M, Age.CHILD, {"ta": "மாணவன்", "hi": "छात्र"}),
    Role("student", F, Age.CHILD, {"ta": "மாணவி", "te": "విద్యార్థిని", "hi": "छात्रा"}),
    Role("keeper", None, None, {"en": "keeper, lighthouse keeper, caretaker, gatekeeper, innkeeper, shopkeeper"}),
    Role("farmer", None, Age.ADULT, {"en": "farmer, shepherd, herder", "ta": "விவசாயி, உழவன்", "te": "రైతు", "hi": "किसान, गड़रिया"}),
    Role(
        "trader",
        None,
        Age.ADULT,
        {
            "en": "vendor, seller, merchant, trader, hawker, baker, flower seller",
            "ta": "வியாபாரி, கடைக்காரர், பூக்காரி",
            "te": "వ్యాపారి, దుకాణదారు",
            "hi": "दुकानदार, व्यापारी, सब्ज़ीवाला, चायवाला, फूलवाली",
        },
    ),
    Role(
        "boss", None, Age.ADULT, {"en": "boss, manager, director, ceo, supervisor, chief", "ta": "மேலாளர், முதலாளி", "te": "మేనేజర్", "hi": "मैनेजर, मालिक"}
    ),
    Role("doctor", None, Age.ADULT, {"en": "doctor, nurse, surgeon", "ta": "மருத்துவர், டாக்டர்", "te": "డాక్టర్, వైద్యుడు", "hi": "डॉक्टर, वैद्य"}),
    Role(
        "soldier",
        M,
        Age.ADULT,
        {"en": "soldier, warrior, knight, guard", "ta": "வீரன், தளபதி", "te": "సైనికుడు", "hi": "सैनिक, सिपाही, सेनापति"},
    ),
    Role("soldier", None, Age.ADULT, {"en": "general, captain, officer, sergeant, lieutenant, colonel"}),
    Role("minister", M, Age.ADULT, {"en": "minister, vizier, counsellor", "ta": "அமைச்சர், மந்திரி", "te": "మంత్రి", "hi": "मंत्री, वज़ीर"}),
    Role(
        "traveller",
        None,
        None,
        {
            "en": "traveller, traveler, stranger, wanderer, pilgrim, passenger, nomad",
            "ta": "பயணி",
            "te": "బాటసారి, ప్రయాణికుడు",
            "hi": "यात्री, मुसाफ़िर, मुसाफिर, अजनबी",
        },
    ),
    Role(
        "craftsman",
        None,
        None,
        {
            "en": "potter, weaver, blacksmith, carpenter, tailor, painter, musician, singer, dancer, writer, poet, sculptor, driver, hunter, "
            "woodcutter, thief, sailor, clerk, cook, chef, gardener, programmer, engineer, detective, judge, lawyer, reporter, scientist, "
            "artist, drummer, guide",
            "ta": "குயவர், நெசவாளர், ஓட்டுநர், பாடகர்",
            "te": "కుమ్మరి, డ్రైవర్, గాయకుడు",
            "hi": "कुम्हार, दर्ज़ी, ड्राइवर, गायक, बढ़ई, कलाकार",
        },
    ),
    Role(
        "friend",
        None,
        None,
        {"en": "friend, neighbour, neighbor, colleague, cousin, guest, villager", "ta": "நண்பர்", "te": "స్నేహితుడు", "hi": "दोस्त, पड़ोसी, मित्र"},
    ),
    Role("friend", M, None, {"ta": "நண்பன்", "te": "మిత్రుడు"}),
    Role("friend", F, None, {"ta": "தோழி", "te": "స్నేహితురాలు", "hi": "सहेली, सखी"}),
)

HONORIFICS: dict[Sex, Words] = {
    F: {
        "en": "mrs, ms, miss, madam, madame, smt, shrimati, lady, dame, aunty, auntie, senora, mademoiselle, frau, queen, princess, sister, mother",
        "hi": "श्रीमती",
        "ta": "திருமதி, செல்வி",
        "te": "శ్రీమతి",
    },
    M: {
        "en": "mr, mister, sir, lord, sri, shri, senor, monsieur, herr, king, prince, father, brother, thiru",
        "hi": "श्री, श्रीमान",
        "ta": "திரு",
        "te": "శ్రీ",
    },
}
TITLES = word_set(
    "mr mrs ms miss dr doctor sir madam lady lord captain capt uncle aunt auntie grandma grandpa granny grandfather grandmother king queen "
    "prince princess old little young professor prof sergeant sgt officer detective det inspector insp judge general gen colonel col major maj "
    "lieutenant lt corporal cpl commander admiral agent constable senator reverend rev smt sri shri saint brother sister father mother chief "
    "sheikh sultan master mister baba"
)
# One title in several spellings.
TITLE_SPELLINGS = tuple(
    word_set(spellings)
    for spellings in (
        "dr doctor",
        "capt captain",
        "prof professor",
        "sgt sergeant",
        "det detective",
        "insp inspector",
        "gen general",
        "col colonel",
        "maj major",
        "lt lieutenant",
        "cpl corporal",
        "rev reverend",
        "mr mister",
    )
)
# Titles that anybody may have before a first name; they make no name.
AGE_TITLES = word_set("old little young")
# Before these words a capitalised one is mostly a place.
PLACE_BEFORE = word_set("in at to from of near into through")

PRONOUNS: dict[Sex, Words] = {
    F: {"en": "she, her, hers, herself", "ta": "அவள், அவளது, அவளின்", "te": "ఆమె, ఆవిడ"},
    M: {"en": "he, him, his, himself", "ta": "அவன், அவனது", "te": "అతను, అతడు, ఆయన, వాడు"},
}
THEY: Words = {
    "en": "they, both, together, everyone, everybody, all, each other",
    "ta": "இருவரும், எல்லோரும், அனைவரும், அவர்கள்",
    "te": "ఇద్దరూ, అందరూ, వారు, వాళ్ళు",
    "hi": "दोनों, सब, सभी, वे",
}

# Verb endings that say the sex of who did it, where the language has them: the word must end so.
VERB_ENDINGS: dict[str, dict[Sex, tuple[str, ...]]] = {
    "ta": {F: ("ாள்", "ாளா"), M: ("ான்", "ானா")},
    "te": {F: ("ింది", "ుంది"), M: ("ాడు", "ాడా")},
    "hi": {F: ("ती है", "ती थी", "रही है", "रही थी", " गई", "आई", "ती हुई"), M: ("ता है", "ता था", "रहा है", "रहा था", " गया", "आया", "ता हुआ")},
}

AGES: dict[Age, Words] = {
    Age.CHILD: {
        "en": "little, child, kid, tiny, small boy, small girl, toddler, schoolgirl, schoolboy, boy, girl, young boy, young girl",
        "ta": "சிறுவன், சிறுமி, குழந்தை, குட்டி, பையன், சின்னஞ்சிறு",
        "te": "చిన్నారి, పాప, పిల్లవాడు, బాలుడు, బాలిక, చిన్న పిల్ల",
        "hi": "बच्चा, बच्ची, नन्हा, नन्ही, छोटा, छोटी, छोटू, मुन्नी",
    },
    Age.YOUNG: {
        "en": "young, teenage, teenager, youth, bride, groom, student, youthful, in her twenties, in his twenties, twenties, intern, "
        "college girl, maiden",
        "ta": "இளம், இளைஞன், இளம்பெண், வாலிப",
        "te": "యువకుడు, యువతి, యువ, కుర్ర",
        "hi": "युवक, युवती, जवान, नौजवान, युवा",
    },
    Age.ADULT: {
        "en": "middle aged, grown, thirties, forties, in her thirties, in his thirties, in her forties, in his forties, fiftyish, adult",
        "ta": "நடுவயது",
        "te": "నడివయసు",
        "hi": "अधेड़",
    },
    Age.ELDER: {
        "en": "old, elderly, aged, ancient, grey haired, gray haired, white haired, wrinkled, retired, senior, frail, sixties, seventies, "
        "eighties, grizzled, white beard, white bearded, grey bearded, weathered, great grandmother, great grandfather, stooped",
        "ta": "வயதான, முதிய, கிழட்டு, மூத்த, நரைத்த",
        "te": "ముసలి, వృద్ధ, వయసైన, పెద్దాయన",
        "hi": "बूढ़ा, बूढ़ी, वृद्ध, बुज़ुर्ग, बुजुर्ग, बूढ़े",
    },
}
# Up to this many years; beyond the last it is an elder.
YEARS = ((12, Age.CHILD), (29, Age.YOUNG), (59, Age.ADULT))
NUMBERS: dict[str, int] = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}

NARRATORS: Words = {
    "en": "narrator, narration, voice over, voiceover, v o, vo, storyteller",
    "ta": "கதைசொல்லி, விவரிப்பு, கதை சொல்பவர்",
    "te": "వ్యాఖ్యాత, కథకుడు",
    "hi": "सूत्रधार, कथावाचक, वाचक",
}
EVERYBODY: Words = {
    "en": "all, everyone, everybody, both, together, chorus, crowd",
    "ta": "எல்லோரும், அனைவரும், இருவரும்",
    "te": "అందరూ, ఇద్దరూ",
    "hi": "सब, सभी, दोनों",
}

# Family words are proper names in some families ("Amma, Appa"): the role is theirs, and the person is called so.
NOT_A_NAME = word_set(
    "the a an and but or if when while then there here this that these those it its he she they we i you his her their our my your one two three "
    "some all both each every no not yes oh ah hey hello hi ok okay well now soon later suddenly finally meanwhile after before at in on by for "
    "from to with into of as so only even just still again once upon outside inside above below under over near far behind beyond across along "
    "around through between monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september "
    "october november december english tamil telugu hindi french german spanish indian american british chinese japanese korean african arabic "
    "western god sir madam who what where why how which because until since though although yet never always maybe perhaps please thank thanks "
    "sorry good bad morning evening night day dawn dusk noon midnight today tomorrow yesterday everyone everybody nobody somebody someone "
    "nothing something everything silence music beat pause fade cut close angle wide pan montage flashback end act scene chapter part title "
    "author note int ext day night continuous camera the-end lord ladies gentlemen happy merry new year christmas diwali pongal holi eid onam "
    "ugadi deepavali let come go look wait stop run listen see tell give take dear welcome congratulations rain sun moon sea wind snow light "
    "darkness slowly quietly softly gently carefully together instead inc ltd st mt"
)
