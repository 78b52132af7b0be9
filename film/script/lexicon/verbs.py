"Verbs: what a body does when the script says so, and the verbs of saying."

from __future__ import annotations

from film.model import Gesture
from film.script.matching import Words

# Regular verbs in their first form; the matcher makes the others.
GESTURES: dict[Gesture, Words] = {
    Gesture.WALK: {
        "en": "arrive, enter, approach, walk, stroll, march, stride, hurry, rush, step into, step in, step out, step forward, step onto, "
        "step inside, stumble, limp, return, wander, appear, climb, descend, cross, follow, jog, dash, race, tiptoe, pace, trudge, emerge, wade, "
        "skip, gallop, ride, join",
    },
    Gesture.GREET: {
        "en": "greet, bow, wave, welcome, salute, fold her hands, fold his hands, shake hands, curtsy, join her palms, join his palms, pray"
    },
    Gesture.POINT: {"en": "point, gesture toward, gesture towards, gesture to, indicate, aim, beckon, show, raise her arm, raise his arm, motion to"},
    Gesture.EMBRACE: {"en": "embrace, hug, cuddle, cradle, clasp, squeeze, snuggle, cling, kiss, caress"},
    Gesture.WEEP: {
        "en": "weep, cry, sob, mourn, grieve, wail, wipe her eyes, wipe his eyes, wipe a tear, wipe away a tear, bury her face, bury his face"
    },
    Gesture.SIT: {"en": "kneel, crouch, squat, recline, perch, slump, sit"},
    Gesture.GIVE: {"en": "offer, pass, deliver, present, pour, serve, receive, lift, carry, pick up, accept"},
}

# Irregular forms, and the other languages: as they stand.
GESTURE_WORDS: dict[Gesture, Words] = {
    Gesture.WALK: {
        "en": "storms in, stormed in, bursts in, burst in, come, comes, came, coming, run, runs, ran, running, strode, goes to, went to, goes, "
        "went, ridden, rode, crept, creeps, walks in, comes in, ran in",
        "ta": "வருகிறா, வந்தா, வருகிறார், நடந்து, நடக்கிறா, ஓடி, ஓடுகிறா, நுழைகிறா, வந்து, செல்கிறா, வந்தது, ஓடினா, நடந்தா",
        "te": "వస్తుంది, వస్తాడు, వచ్చింది, వచ్చాడు, నడుస్తూ, నడుస్తుంది, పరుగెత్తు, పరిగెత్తు, ప్రవేశి, వెళ్తుంది, వెళ్తాడు, వచ్చా, నడిచి",
        "hi": "आता है, आती है, आते हैं, आया, आई, पहुँच, पहुंच, चलता, चलती, दौड़, प्रवेश, लौट, चलकर, आकर",
    },
    Gesture.GREET: {
        "en": "bent low, bowed low, namaste, vanakkam, namaskaram, shook hands, palms together",
        "ta": "வணங்கு, வணங்கி, வணக்கம், வரவேற்கிறா, கைகூப்பி, கும்பிடு, கும்பிட்டு",
        "te": "నమస్కరి, నమస్కారం, స్వాగత, చేతులు జోడి, దండం",
        "hi": "नमस्ते, नमस्कार, प्रणाम, स्वागत, हाथ जोड़, हाथ हिला, पैर छू",
    },
    Gesture.POINT: {"en": "shown", "ta": "காட்டு, காட்டுகிறா, சுட்டிக்காட்டு, காட்டி", "te": "చూపి, చూపిస్తు, చూపించా", "hi": "इशारा, दिखाता, दिखाती, दिखाकर"},
    Gesture.EMBRACE: {
        "en": "arms around, holds her close, holds him close, held her close, held him close, clung, holds her hand, holds his hand, "
        "took her in his arms, in her arms, lays her head, leans on",
        "ta": "அணைத்து, அணைக்கிறா, கட்டிப்பிடி, தழுவி, கட்டியணை",
        "te": "కౌగిలి, హత్తుకు, వాటేసుకు",
        "hi": "गले लगा, गले मिल, लिपट, बाँहों में, गोद में",
    },
    Gesture.WEEP: {
        "en": "wept, tears, in tears, tear rolls",
        "ta": "அழுகிறா, அழுது, கண்ணீர், அழுதா",
        "te": "ఏడుస్తు, ఏడ్చి, కన్నీళ్లు, కన్నీరు, ఏడిచి",
        "hi": "रोता, रोती, रोने, आँसू, आंसू, रो पड़, सिसक",
    },
    Gesture.SIT: {
        "en": "sat, sits, sitting, seated, sit down, takes a seat, knelt, sat down, lies in bed, rests on",
        "ta": "உட்கார், அமர், அமர்ந்து, அமர்ந்திரு, உட்கார்ந்திரு, அமர்கிறா, உட்கார்ந்து",
        "te": "కూర్చు, కూర్చుని, కూర్చుంది, కూర్చున్నా",
        "hi": "बैठ, बैठा, बैठी, बैठे, बैठकर, बैठता, बैठती",
    },
    Gesture.GIVE: {
        "en": "give, gives, gave, given, giving, puts, holds out, held out, held up, holds up, brings, brought, takes the, took the, lit, "
        "lights a, lights the, lighting the, ties, tied, hands him, hands her, hands them, hands over, handed, put the, hands the, opens, "
        "places, placed",
        "ta": "கொடு, கொடுத்து, கொடுக்கிறா, தருகிறா, நீட்டு, கொடுத்தா, ஏற்றுகிறா, வைக்கிறா, எடுத்து",
        "te": "ఇస్తుంది, ఇస్తాడు, ఇచ్చి, ఇచ్చింది, ఇచ్చాడు, అందిస్తు, వెలిగిస్తు, తీసుకు",
        "hi": "देता है, देती है, दिया है, दे देता, दे देती, थमा, पकड़ा, बढ़ाता, बढ़ाती, जलाता, जलाती, रखता, रखती, उठाकर",
    },
}

# A walk that leads out of the picture is not an entry.
LEAVING: Words = {
    "en": "walks away, walk away, walked away, walks off, walks out, leaves, left, exits, goes away, runs away, ran away, runs off, disappears, "
    "departs, departed, runs out, went away, rides away, comes out, paces, walks on",
    "ta": "கிளம்பு, வெளியேறு, மறைகிறா, போய்விட",
    "te": "వెళ్ళిపో, వెళ్లిపో, బయలుదేరు",
    "hi": "चला जाता, चली जाती, चला गया, चली गई, निकल जाता, निकल जाती",
}

# Spoken greetings.
GREETINGS: Words = {
    "en": "hello, hi, namaste, vanakkam, namaskaram, good morning, good evening, good afternoon, welcome, greetings, salaam, konnichiwa, jambo, "
    "hey there, goodbye, farewell",
    "ta": "வணக்கம், வாங்க, வாருங்கள், வரவேற்கிறேன்",
    "te": "నమస్కారం, నమస్తే, రండి, స్వాగతం",
    "hi": "नमस्ते, नमस्कार, प्रणाम, स्वागत, राम राम, सलाम, पाय लागूँ",
}

SAYING: Words = {
    "en": "say, ask, reply, answer, whisper, shout, murmur, call, add, begin, continue, laugh, sigh, exclaim, insist, mutter, yell, scream, "
    "explain, agree, admit, beg, plead, demand, warn, promise, announce, declare, repeat, smile, snap, remark, observe, protest, joke, tease, "
    "cry, gasp, hiss, growl, wonder, respond, stammer, sob, offer, nod, greet, groan, grin, chuckle, interrupt, urge, command, order, breathe, "
    "suggest, boast, complain, sing, order, grumble"
}
SAYING_FORMS: Words = {
    "en": "said, told, tells, thought, thinks, spoke, sang, began, cried out, called out, went on",
    "ta": "சொன்னா, கேட்டா, என்றா, சொல்கிறா, கேட்கிறா, என்கிறா, கூறினா, என்று கேட்டா, என்று சொன்னா, என்றாள், என்றான், என்றார்",
    "te": "అంది, అన్నాడు, అన్నది, అడిగింది, అడిగాడు, చెప్పింది, చెప్పాడు, అంటుంది, అంటాడు, అన్నారు, అడుగుతాడు, అడుగుతుంది",
    "hi": "कहा, बोला, बोली, पूछा, कहता है, कहती है, पूछता है, पूछती है, बोलता, बोलती, बोले, चिल्लाया, चिल्लाई, कहने लगा",
}

# Verbs that only living beings do: with SAYING and GESTURES they make a name of an unknown capitalised word before them.
LIVING: Words = {
    "en": "look, stare, gaze, watch, wait, stand, turn, smile, laugh, nod, frown, think, know, remember, dream, sleep, wake, work, play, cook, "
    "eat, drink, write, read, listen, hear, feel, want, need, try, decide, hope, love, hate, help, teach, learn, study, paint, dance, live, "
    "stop, start, notice, reach, pull, push, touch, hold, wear, dress, close, shut, pause, shrug, blink, stretch, grab, glance, kick, throw, "
    "catch, find, search, travel, hunt, fish, sell, buy, plant, water, dig, build, repair, fix, type, sweep, wash, clean, sew, weave, knit, "
    "draw, pack, hide, tremble, hesitate, freeze, shiver, row, steer, adjust, lean, drop, count, pluck, peer, unfold, fold, tie, drape, gasp, "
    "sigh, meet, marry, sing, play, talk, speak, visit, leave, whistle, jump, hop, open, knock, tap, set, spread, bend, lower, raise, wipe, "
    "choose, prepare, collect",
}
LIVING_FORMS: Words = {
    "en": "is, was, has, had, stood, saw, sees, thought, knew, slept, woke, wakes, ate, drank, wrote, heard, felt, held, wore, threw, caught, "
    "found, sold, bought, built, drew, hid, froze, sang, taught, spoke, met, does, did, would, could, can, will, left, leaves, lived, grew, "
    "kept, keeps, made, makes, loses, lost, wins, won, gets, got, takes, took, lies, lay, rises, rose, falls, fell, begins, began"
}
