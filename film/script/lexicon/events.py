"Words that say what is happening, what it feels like, and who else is there."

from __future__ import annotations

from film.model import Emotion, Mood, Setting
from film.script.matching import Words

EVENTS: dict[str, Words] = {
    "wedding": {
        "en": "wedding, marriage, wedding vows, married, nuptials, thali, mangalsutra, muhurtham, nikah, wedding ring, bridal",
        "ta": "திருமணம், கல்யாணம், தாலி, முகூர்த்தம்",
        "te": "పెళ్లి, పెళ్ళి, వివాహం, తాళి, ముహూర్తం",
        "hi": "शादी, विवाह, बारात, फेरे, मंगलसूत्र, ब्याह",
    },
    "festival": {
        "en": "festival, celebration, diwali, deepavali, holi, pongal, onam, christmas, eid, new year, carnival, lantern festival, "
        "harvest festival, navaratri, sankranti, thanksgiving, easter, fireworks, ugadi, parade, mid autumn festival, kite festival",
        "ta": "திருவிழா, பண்டிகை, தீபாவளி, பொங்கல், விழா, பட்டாசு",
        "te": "పండుగ, పండగ, జాతర, సంక్రాంతి, దీపావళి, ఉగాది, ఉత్సవం, పటాకులు",
        "hi": "त्योहार, त्यौहार, दिवाली, दीवाली, होली, ईद, उत्सव, मेला, पटाखे, दीपावली",
    },
    "birthday": {
        "en": "birthday, birthday cake, birthday party, turns ten, blow out the candles",
        "ta": "பிறந்தநாள், பிறந்த நாள்",
        "te": "పుట్టినరోజు, పుట్టిన రోజు",
        "hi": "जन्मदिन",
    },
    "funeral": {
        "en": "funeral, burial, cremation, pyre, mourners, graveside, coffin, last rites, tombstone, obituary, cemetery, graveyard",
        "ta": "இறுதிச்சடங்கு, ஈமச்சடங்கு, கல்லறை, இறுதி ஊர்வலம்",
        "te": "అంత్యక్రియలు, చితి, సమాధి",
        "hi": "अंतिम संस्कार, चिता, जनाज़ा, अर्थी, क़ब्र, कब्र",
    },
    "prayer": {
        "en": "prayer, prayers, puja, pooja, aarti, worship, praying, prays, ritual, ceremony, offering, blessing, abhishekam, homam",
        "ta": "பூஜை, வழிபாடு, பிரார்த்தனை, அர்ச்சனை, ஆரத்தி",
        "te": "పూజ, ప్రార్థన, హారతి, అర్చన, వ్రతం",
        "hi": "पूजा, आरती, प्रार्थना, हवन, इबादत, अर्चना",
    },
    "battle": {
        "en": "battle, war, siege, duel, sword fight, invasion, soldiers attack, army, enemy, ambush, warriors",
        "ta": "போர், யுத்தம், சண்டை",
        "te": "యుద్ధం, పోరు, సమరం",
        "hi": "युद्ध, लड़ाई, जंग, रण",
    },
    "coronation": {"en": "coronation, crowned, crowning", "ta": "முடிசூட்டு", "te": "పట్టాభిషేకం", "hi": "राजतिलक, राज्याभिषेक"},
    "storm": {
        "en": "storm, tempest, hurricane, cyclone, shipwreck, thunderstorm, typhoon",
        "ta": "புயல், சூறாவளி",
        "te": "తుఫాను",
        "hi": "तूफ़ान, तूफान, आँधी",
    },
    "farewell": {
        "en": "farewell, goodbye, good bye, parting, leaving home, send off, last day",
        "ta": "பிரியாவிடை, விடைபெற",
        "te": "వీడ్కోలు",
        "hi": "विदाई, अलविदा, बिदाई",
    },
    "reunion": {
        "en": "reunion, reunited, homecoming, comes home, came home, returns home, long lost, back home, come home",
        "ta": "மீண்டும் சந்தி, திரும்பி வந்த",
        "te": "తిరిగి వచ్చా, పునఃకలయిక",
        "hi": "पुनर्मिलन, लौट आ, घर लौट",
    },
    "journey": {
        "en": "journey, voyage, expedition, caravan, quest, pilgrimage, road trip, trek",
        "ta": "பயணம்",
        "te": "ప్రయాణం",
        "hi": "यात्रा, सफ़र, सफर",
    },
    "exam": {"en": "exam, examination, test paper, final exam", "ta": "தேர்வு", "te": "పరీక్ష", "hi": "परीक्षा, इम्तिहान"},
    "meeting": {"en": "meeting, presentation, interview, conference, pitch", "ta": "நேர்காணல்", "te": "ఇంటర్వ్యూ, సమావేశం", "hi": "मीटिंग, साक्षात्कार"},
}

# People who make an event likely, where a word of the event itself is near.
EVENT_PEOPLE: dict[str, Words] = {
    "wedding": {
        "en": "bride, groom, bridegroom",
        "ta": "மணமகள், மணமகன், மணப்பெண்",
        "te": "వధువు, వరుడు, పెళ్లికూతురు, పెళ్లికొడుకు",
        "hi": "दुल्हन, दूल्हा, दूल्हे",
    },
    "coronation": {"en": "heir, crown prince"},
    "funeral": {"en": "widow, widower, gravedigger"},
}

# Of several events in one scene the weightier wins, whatever the count of words.
EVENT_RANK = tuple(EVENTS)

EVENT_MOODS: dict[str, Mood] = {
    "wedding": Mood.FESTIVE,
    "festival": Mood.FESTIVE,
    "birthday": Mood.FESTIVE,
    "coronation": Mood.FESTIVE,
    "funeral": Mood.SORROW,
    "farewell": Mood.SORROW,
    "prayer": Mood.DEVOTIONAL,
    "battle": Mood.TENSE,
    "storm": Mood.TENSE,
    "exam": Mood.TENSE,
    "reunion": Mood.TENDER,
    "journey": Mood.HOPEFUL,
    "meeting": Mood.CALM,
}

MOODS: dict[Mood, Words] = {
    Mood.FESTIVE: {
        "en": "celebrate, celebrates, celebrating, dance, dances, dancing, music plays, drums, laughter, fireworks, feast, cheer, cheers, "
        "garlands, party, garland, nadaswaram, confetti, sweets, applause, joyous",
        "ta": "கொண்டாட்டம், நாதஸ்வரம், மேளம், ஆட்டம், மகிழ்ச்சி, இனிப்பு",
        "te": "వేడుక, సంబరం, నాదస్వరం, డోలు, నృత్యం, మిఠాయి",
        "hi": "जश्न, ढोल, नाच, शहनाई, मिठाई, धूमधाम",
    },
    Mood.DEVOTIONAL: {
        "en": "pray, prays, prayer, prayers, chant, chants, chanting, sacred, holy, bless, blesses, blessing, blessings, incense, hymn, "
        "devotion, folds her hands, folds his hands, divine, kneels before",
        "ta": "பிரார்த்தனை, வணங்கு, வணங்கி, ஆசீர்வாதம், தெய்வம், கடவுள், பக்தி",
        "te": "ప్రార్థన, ఆశీర్వాదం, దేవుడు, భక్తి, నమస్కరి",
        "hi": "प्रार्थना, आशीर्वाद, भगवान, भक्ति, ईश्वर",
    },
    Mood.TENDER: {
        "en": "love, loves, kiss, kisses, gently, tenderly, embrace, embraces, hug, hugs, holds her hand, holds his hand, lullaby, caress, "
        "caresses, softly, dear",
        "ta": "அன்பு, காதல், அணைத்து, அணைக்கிறா, முத்தம், மெதுவாக",
        "te": "ప్రేమ, ముద్దు, కౌగిలి, మెల్లగా, ఆప్యాయ",
        "hi": "प्यार, प्रेम, गले लगा, ममता, धीरे से, चूम",
    },
    Mood.CALM: {
        "en": "quiet, quietly, calm, peaceful, still, silence, breeze, gentle, slow, serene, rest, tea, reads, lazy, drowsy",
        "ta": "அமைதி, மெல்லிய, தென்றல்",
        "te": "ప్రశాంత, నిశ్శబ్ద, చల్లని గాలి",
        "hi": "शांत, शांति, चुपचाप, हवा",
    },
    Mood.SORROW: {
        "en": "weep, weeps, weeping, cry, cries, crying, tears, mourn, mourns, grief, grieves, death, dies, died, dead, loss, lonely, alone, "
        "sorrow, farewell, heartbroken, sob, sobs, widow, gone forever, never came back",
        "ta": "அழுகிறா, அழுது, கண்ணீர், துக்கம், இறந்த, சோகம், தனிமை",
        "te": "ఏడుస్తు, ఏడుపు, కన్నీళ్లు, కన్నీరు, దుఃఖం, చనిపోయా, ఒంటరి",
        "hi": "रोता, रोती, रोते, आँसू, आंसू, दुख, दुःख, मौत, अकेला, अकेली, उदास",
    },
    Mood.TENSE: {
        "en": "fear, afraid, danger, dangerous, run, scream, screams, knife, gun, blood, chase, chases, suddenly, panic, trap, threat, shadow, "
        "shadows, dark, creak, creaks, attack, attacks, fight, fights, thunder, trembles, hunts, hides, urgent, deadline, bomb, footsteps, "
        "freezes",
        "ta": "பயம், ஆபத்து, ஓடு, அலறு, சண்டை, திடீரென, கத்தி, நடுங்கு",
        "te": "భయం, ప్రమాదం, పరుగు, అరుపు, పోట్లాట, అకస్మాత్తుగా, వణుకు",
        "hi": "डर, ख़तरा, खतरा, चीख, भाग, झगड़ा, अचानक, काँप",
    },
    Mood.HOPEFUL: {
        "en": "hope, hopes, hopeful, dream, dreams, future, promise, promises, begin again, sunrise, smile, smiles, success, new beginning, "
        "first step, at last, wins, grows, light returns, saved, brave, ready",
        "ta": "நம்பிக்கை, கனவு, புன்னகை, வெற்றி, எதிர்காலம்",
        "te": "ఆశ, కల, నవ్వు, విజయం, భవిష్యత్తు",
        "hi": "उम्मीद, आशा, सपना, मुस्कान, मुस्कुरा, जीत, भविष्य",
    },
}

EMOTION_MOODS: dict[Emotion, Mood] = {
    Emotion.JOYFUL: Mood.HOPEFUL,
    Emotion.SAD: Mood.SORROW,
    Emotion.ANGRY: Mood.TENSE,
    Emotion.AFRAID: Mood.TENSE,
    Emotion.TENDER: Mood.TENDER,
}

SETTING_MOODS: dict[Setting, Mood] = {Setting.TEMPLE: Mood.DEVOTIONAL, Setting.MARKET: Mood.FESTIVE}

CROWD: Words = {
    "en": "crowd, crowds, crowded, guests, villagers, people, audience, passengers, students, children, onlookers, townspeople, worshippers, "
    "shoppers, commuters, soldiers, dancers, musicians, neighbours, neighbors, relatives, everyone, everybody, bystanders, vendors, customers, "
    "mourners, devotees, workers, colleagues, pupils, courtiers, procession, families, busy, bustling, tourists, packed, pilgrims, "
    "the whole village, the whole class, friends",
    "ta": "கூட்டம், மக்கள், விருந்தினர், எல்லோரும், குழந்தைகள், உறவினர், மாணவர்கள், அனைவரும், ஊர்மக்கள்",
    "te": "జనం, అతిథులు, అందరూ, పిల్లలు, బంధువులు, ప్రజలు, విద్యార్థులు, గుంపు, ఊరంతా",
    "hi": "भीड़, लोग, मेहमान, सब लोग, बच्चे, रिश्तेदार, छात्र, सभी, गाँववाले, बाराती",
}
ALONE: Words = {
    "en": "alone, deserted, empty, nobody, no one, solitary, abandoned, lonely",
    "ta": "தனியாக, யாருமில்லா, வெறிச்சோடி",
    "te": "ఒంటరిగా, ఎవరూ లేరు, నిర్మానుష్య",
    "hi": "अकेला, अकेली, सुनसान, कोई नहीं, वीरान",
}
CROWDED_EVENTS = frozenset({"wedding", "festival", "funeral", "coronation", "battle"})
