"Things worth a shot of their own, the words that name them, and those that say who has one in hand or that one gives no light."

from __future__ import annotations

from film.script.matching import Words
from film.script.tokens import word_set

PROPS: dict[str, Words] = {
    "lamp": {
        "en": "lamp, oil lamp, diya, candle, candles, lamps, diyas, oil lamps",
        "ta": "விளக்கு, அகல்விளக்கு, குத்துவிளக்கு, தீபம்",
        "te": "దీపం, దీపాలు, ప్రమిద",
        "hi": "दीया, दीये, दीपक, मोमबत्ती, दिया, दीप",
    },
    "lantern": {"en": "lantern, lanterns, torch, flashlight", "ta": "லாந்தர்", "te": "లాంతరు", "hi": "लालटेन"},
    "letter": {
        "en": "letter, envelope, note, postcard, telegram, parcel, scroll, document, paper",
        "ta": "கடிதம், தபால்",
        "te": "ఉత్తరం, లేఖ",
        "hi": "चिट्ठी, पत्र, ख़त, खत, लिफ़ाफ़ा",
    },
    "bell": {"en": "bell, bells, temple bell, gong", "ta": "மணி அடி, கோவில் மணி, மணியோசை, மணிகள்", "te": "గంట, గంటలు", "hi": "घंटी, घंटा, घंटियाँ"},
    "flowers": {
        "en": "flower, flowers, garland, garlands, jasmine, rose petals, marigold, bouquet, petals, marigolds",
        "ta": "பூ, பூக்கள், மல்லிகை, பூமாலை",
        "te": "పువ్వు, పూలు, పూలదండ, మల్లెలు, పూలమాల",
        "hi": "फूल, फूलों, माला, गजरा",
    },
    "phone": {"en": "phone, telephone, mobile, cell phone, smartphone", "ta": "தொலைபேசி, கைபேசி, போன்", "te": "ఫోన్, ఫోను", "hi": "फ़ोन, फोन, मोबाइल"},
    "book": {
        "en": "book, books, notebook, diary, novel, textbook, journal, logbook",
        "ta": "புத்தகம், நூல்",
        "te": "పుస్తకం",
        "hi": "किताब, पुस्तक, डायरी, कॉपी",
    },
    "sword": {"en": "sword, swords, dagger, blade, spear", "ta": "வாள்", "te": "కత్తి, ఖడ్గం", "hi": "तलवार, खंजर"},
    "ring": {"en": "wedding ring, gold ring, engagement ring", "ta": "மோதிரம்", "te": "ఉంగరం", "hi": "अँगूठी, अंगूठी"},
    "key": {"en": "key, keys", "ta": "சாவி", "te": "తాళంచెవి, తాళం", "hi": "चाबी, चाभी"},
    "boat": {"en": "boat, boats, canoe, raft, ship", "ta": "படகு, கப்பல்", "te": "పడవ, ఓడ", "hi": "नाव, नौका, जहाज़"},
    "cup": {
        "en": "cup, cups, tea, coffee, mug, teapot, glass of water, coffee cup, tumbler",
        "ta": "தேநீர், காபி, டீ",
        "te": "టీ, కాఫీ, కప్పు",
        "hi": "चाय, प्याला, कप",
    },
    "photo": {"en": "photo, photograph, portrait, framed picture", "ta": "புகைப்படம்", "te": "ఫోటో, ఛాయాచిత్రం", "hi": "तस्वीर, फ़ोटो, फोटो"},
    "basket": {
        "en": "basket, baskets, fruit, vegetables, mango, mangoes",
        "ta": "கூடை, மாம்பழம், பழங்கள்",
        "te": "బుట్ట, మామిడి",
        "hi": "टोकरी, आम की टोकरी, आम",
    },
    "drum": {
        "en": "drum, drums, mridangam, tabla, djembe, nadaswaram, flute, violin, veena, guitar",
        "ta": "மேளம், பறை, நாதஸ்வரம், புல்லாங்குழல்",
        "te": "డోలు, తబలా, వేణువు",
        "hi": "ढोल, तबला, बाँसुरी, शहनाई",
    },
    "clock": {"en": "clock, watch, pocket watch, hourglass", "ta": "கடிகாரம்", "te": "గడియారం", "hi": "घड़ी"},
    "mirror": {"en": "mirror", "ta": "நிலைக்கண்ணாடி", "te": "అద్దం", "hi": "आईना, शीशा"},
    "box": {
        "en": "box, chest, gift, present box, suitcase, trunk, bag, parcel box",
        "ta": "பெட்டி, பரிசு",
        "te": "పెట్టె, బహుమతి",
        "hi": "डिब्बा, संदूक, तोहफ़ा, बक्सा",
    },
    "food": {
        "en": "cake, sweets, bread, rice, meal, laddu, feast, soup, biscuits",
        "ta": "இனிப்பு, லட்டு, சோறு, சாப்பாடு",
        "te": "మిఠాయి, లడ్డు",
        "hi": "मिठाई, लड्डू, रोटी, खीर",
    },
    "umbrella": {"en": "umbrella, umbrellas", "ta": "குடை", "te": "గొడుగు", "hi": "छाता, छतरी"},
    "computer": {"en": "computer, laptop, screen, keyboard, monitor, printer", "ta": "கணினி", "te": "కంప్యూటర్", "hi": "कंप्यूटर, लैपटॉप"},
    "broom": {"en": "broom, broomstick, mop", "ta": "துடைப்பம், விளக்குமாறு", "te": "చీపురు", "hi": "झाड़ू"},
    "map": {"en": "map, compass, chart", "ta": "வரைபடம்", "te": "పటం", "hi": "नक़्शा, नक्शा"},
    "fire": {"en": "fire, campfire, bonfire, flame, flames, stove", "ta": "தீ, நெருப்பு", "te": "మంట, నిప్పు", "hi": "आग, अलाव"},
}

# What a hand can hold in a picture, and the words near a thing's name that put it there: "carrying the lamp", "a cup in her hand".
HELD = frozenset({"lamp", "lantern", "cup", "umbrella", "letter", "book", "phone", "broom", "basket"})
HOLDING_BEFORE = word_set(
    "with carry carries carrying carried hold holds holding held bring brings bringing brought lift lifts lifting lifted give gives gave"
)
HOLDING_AFTER = word_set(
    "hand hands கையில் ஏந்தி எடுத்து பிடித்து கொடுக்கிறான் கொடுக்கிறாள் చేతిలో చేత పట్టుకుని పట్టుకొని తీసుకుని తీసుకొని ఇస్తుంది ఇస్తాడు लेकर लिए हाथ हाथों थामे पकड़े देता देती"
)
HOLDING_ENDINGS = ("తో", "ுடன்", "ோடு")  # "with", as an ending of the thing's name
GIVES_NO_LIGHT = word_set("broken unlit empty extinguished dead காலி காலியான அணைந்த உடைந்த ఖాళీ ఆరిపోయిన విరిగిన ख़ाली खाली बुझा बुझी बुझे टूटा टूटी")
