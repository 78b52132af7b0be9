"""Words that say where a scene plays. NAMES say it outright; HINTS only make it likely."""

from __future__ import annotations

from film.model import Setting
from film.script.matching import Words
from film.script.tokens import word_set

NAMES: dict[Setting, Words] = {
    Setting.TEMPLE: {
        "en": "temple, shrine, mandir, kovil, koil, gopuram, pagoda, church, chapel, cathedral, mosque, monastery, abbey, gurdwara, synagogue, "
        "sanctum, sanctuary, stupa, vihara, temple steps, temple courtyard, mandapam, mandap, masjid, minster, convent, cloister, tabernacle, "
        "torii",
        "ta": "கோவில், கோயில், ஆலயம், சன்னதி, கோபுரம், மண்டபம், சன்னிதி, தேவாலயம், மசூதி",
        "te": "గుడి, ఆలయం, దేవాలయం, కోవెల, గోపురం, మండపం, దేవస్థానం, చర్చి, మసీదు",
        "hi": "मंदिर, मन्दिर, देवालय, गिरजाघर, मस्जिद, गुरुद्वारा, मठ, मंडप, शिवालय",
        "ru": "храм, церковь, мечеть, часовня",
        "ar": "مسجد, المسجد, معبد, المعبد, كنيسة, الكنيسة",
    },
    Setting.PALACE: {
        "en": "palace, castle, throne room, royal court, fortress, citadel, great hall, ballroom, mahal, durbar, royal chamber, mansion, manor, "
        "chateau, imperial court, haveli, court of the king, throne hall, royal garden",
        "ta": "அரண்மனை, மாளிகை, கோட்டை, அரசவை, ராஜசபை, சிம்மாசனம்",
        "te": "రాజభవనం, కోట, అంతఃపురం, రాజసభ, రాజమహల్, సింహాసనం, దర్బారు, ప్యాలెస్",
        "hi": "महल, राजमहल, क़िला, किला, दरबार, राजसभा, हवेली, सिंहासन",
        "ru": "дворец, замок",
        "ar": "قصر, القصر",
    },
    Setting.VILLAGE: {
        "en": "village, hamlet, farm, farmyard, paddy field, rice field, field, countryside, farmhouse, barn, village square, village well, hut, "
        "courtyard of the house, pasture, meadow, vineyard, orchard, ranch, homestead, thatched house, mud house, panchayat, kraal, compound, "
        "riverbank, village green, wheat field, threshing floor, pond, river bank, river, bullock cart, cowshed, town square, "
        "under the banyan tree, banyan tree, garden, backyard",
        "ta": "கிராமம், ஊர், வயல், தோட்டம், பண்ணை, குடிசை, ஆலமரம், ஆற்றங்கரை, கிணற்றடி, கிணறு, நெல்வயல், ஆறு",
        "te": "పల్లె, గ్రామం, ఊరు, ఊరి, ఊళ్లో, పొలం, పొలాలు, పంటపొలం, గుడిసె, మర్రిచెట్టు, చెరువు, చెరువుగట్టు, నది, బావి, పల్లెటూరు",
        "hi": "गाँव, गांव, खेत, खलिहान, झोपड़ी, झोंपड़ी, चौपाल, पनघट, कुआँ, कुएँ, बरगद, नदी, तालाब, पीपल",
        "ru": "деревня, село, поле, двор, сад",
        "ar": "قرية, القرية, حقل, الحقل, حديقة, الحديقة",
    },
    Setting.CITY_STREET: {
        "en": "street, city street, city, road, avenue, alley, lane, sidewalk, pavement, bus stop, traffic, crossroads, downtown, boulevard, "
        "highway, train station, railway station, station, platform, bus station, metro, subway, rooftop, taxi, bridge, intersection, square, "
        "zebra crossing, bus, train, car, park bench, park, cafe terrace, town, parking lot, footpath, street corner, flyover, airport",
        "ta": "தெரு, சாலை, நகரம், வீதி, பேருந்து நிலையம், ரயில் நிலையம், நிலையம், நகர், பாலம், பேருந்து, பூங்கா",
        "te": "వీధి, రోడ్డు, నగరం, పట్నం, పట్టణం, బస్టాండు, బస్ స్టాప్, రైల్వే స్టేషన్, స్టేషన్, రహదారి, వంతెన, బస్సు, పార్కు",
        "hi": "सड़क, शहर, गली, नगर, रेलवे स्टेशन, स्टेशन, बस अड्डा, बस स्टॉप, चौराहा, चौराहे, फुटपाथ, पुल, बस, पार्क, मोहल्ला",
        "ru": "улица, город, парк, вокзал, площадь",
        "ar": "شارع, الشارع, مدينة, المدينة",
    },
    Setting.SEASIDE: {
        "en": "beach, seaside, sea shore, seashore, shore, coast, ocean, lighthouse, harbour, harbor, pier, dock, quay, jetty, port, cove, bay, "
        "cliff by the sea, sea, fishing boat, boat, ship, deck of the ship, sand dunes by the sea, tide, lagoon, island, cliffs above the sea, "
        "wharf, headland",
        "ta": "கடற்கரை, கடல், கலங்கரை விளக்கம், கலங்கரை, துறைமுகம், படகு, தீவு, அலை, கப்பல்",
        "te": "సముద్రం, సముద్రతీరం, బీచ్, తీరం, రేవు, దీపస్తంభం, ఓడరేవు, కెరటం, పడవ, ద్వీపం, ఓడ",
        "hi": "समुद्र तट, समुद्र, सागर, किनारे, तट, बंदरगाह, प्रकाशस्तंभ, नाव, लहरें, द्वीप, समंदर, जहाज़",
        "ru": "море, пляж, берег моря, маяк",
        "ar": "بحر, البحر, شاطئ, الشاطئ",
    },
    Setting.FOREST: {
        "en": "forest, wood, woods, jungle, grove, clearing, rainforest, bamboo forest, bamboo grove, pine forest, thicket, glade, woodland, "
        "tall trees, deep forest, campsite, campfire, waterfall, forest path, swamp",
        "ta": "காடு, காட்டில், காட்டு, வனம், மூங்கில், அருவி, காட்டுப்பாதை, காட்டின்",
        "te": "అడవి, అరణ్యం, వనం, వెదురు, జలపాతం, కారడవి",
        "hi": "जंगल, वन, बन, अरण्य, झरना, बाँस, कानन",
        "ru": "лес",
        "ar": "غابة, الغابة",
    },
    Setting.HOME: {
        "en": "home, house, living room, kitchen, bedroom, drawing room, apartment, dining room, dining table, hallway, nursery, attic, "
        "sitting room, lounge, bathroom, front room, room, cottage, cabin, balcony, veranda, porch, hospital room, bedside, sofa, basement, "
        "parlour",
        "ta": "வீடு, வீட்டில், வீட்டு, வீட்டின், சமையலறை, சமையல், அறை, படுக்கையறை, முற்றம், திண்ணை, கூடம், வரவேற்பறை",
        "te": "ఇల్లు, ఇంట్లో, ఇంటి, వంటగది, వంటింట్లో, గది, పడకగది, హాలు, వరండా, అరుగు",
        "hi": "घर, रसोई, कमरा, कमरे, बैठक, आँगन, आंगन, रसोईघर, बरामदा, मकान, शयनकक्ष",
        "ru": "кухня, дом, квартира, спальня, комната, гостиная",
        "ar": "مطبخ, المطبخ, بيت, البيت, منزل, المنزل, غرفة, الغرفة",
    },
    Setting.OFFICE: {
        "en": "office, boardroom, conference room, meeting room, cubicle, workplace, reception desk, headquarters, newsroom, start up, startup, "
        "open plan, break room, server room, laboratory, lab, bank, police station, courtroom, studio, control room, call centre, call center",
        "ta": "அலுவலகம், அலுவலகத்தில், கூட்ட அறை, வங்கி, ஆபீஸ், காவல் நிலையம், நீதிமன்றம்",
        "te": "ఆఫీసు, ఆఫీస్, కార్యాలయం, మీటింగ్ గది, సమావేశ గది, బ్యాంకు, పోలీస్ స్టేషన్, న్యాయస్థానం",
        "hi": "दफ़्तर, दफ्तर, कार्यालय, ऑफ़िस, ऑफिस, बैठक कक्ष, बैंक, थाना, थाने, अदालत",
        "ru": "офис, кабинет",
        "ar": "مكتب, المكتب",
    },
    Setting.CLASSROOM: {
        "en": "classroom, school, schoolroom, lecture hall, class, college, university, kindergarten, school library, library, blackboard, "
        "schoolhouse, exam hall, school yard, schoolyard, gurukul, madrasa, school hall",
        "ta": "வகுப்பறை, பள்ளி, பள்ளிக்கூடம், கல்லூரி, வகுப்பு, கரும்பலகை, நூலகம்",
        "te": "తరగతి, తరగతి గది, పాఠశాల, బడి, బడిలో, కళాశాల, స్కూలు, కాలేజీ, గ్రంథాలయం, నల్లబల్ల",
        "hi": "कक्षा, स्कूल, विद्यालय, पाठशाला, कॉलेज, क्लास, श्यामपट्ट, पुस्तकालय",
        "ru": "класс, школа, библиотека",
        "ar": "مدرسة, المدرسة",
    },
    Setting.MARKET: {
        "en": "market, bazaar, bazar, souk, marketplace, market square, stall, flower market, fish market, mandi, spice market, night market, "
        "shop, store, supermarket, mall, tea stall, tea shop, bakery, food stall, fairground, mela, restaurant, cafe, teahouse, santhai",
        "ta": "சந்தை, அங்காடி, கடை, கடைத்தெரு, மார்க்கெட், பஜார், டீக்கடை, பூக்கடை, திருவிழா கடை",
        "te": "సంత, బజారు, అంగడి, మార్కెట్, దుకాణం, కొట్టు, టీ కొట్టు, జాతర, అంగట్లో",
        "hi": "बाज़ार, बाजार, दुकान, मंडी, मेला, मेले, हाट, ठेला, चाय की दुकान",
        "ru": "рынок, магазин, кафе, ресторан",
        "ar": "سوق, السوق, مطعم",
    },
    Setting.MOUNTAIN: {
        "en": "mountain, peak, summit, hilltop, hill, valley, cliff, ridge, mountain pass, himalaya, alps, glacier, cave, mountain path, "
        "mountain top, slope, plateau, volcano, gorge, base camp, kilimanjaro, everest, ghat road, snowy pass",
        "ta": "மலை, மலையில், குன்று, மலைப்பாதை, சிகரம், பள்ளத்தாக்கு, மலை உச்சி, குகை",
        "te": "కొండ, పర్వతం, శిఖరం, లోయ, కొండపైన, గుట్ట, హిమాలయాలు, గుహ",
        "hi": "पहाड़, पर्वत, चोटी, घाटी, हिमालय, पहाड़ी, शिखर, गुफा",
        "ru": "гора, горы, пещера",
        "ar": "جبل, الجبل",
    },
    Setting.DESERT: {
        "en": "desert, dune, sand dunes, oasis, sahara, thar, caravan, sand sea, wasteland, badlands, bedouin camp, salt flat, gobi",
        "ta": "பாலைவனம், பாலை, மணல்மேடு, ஒட்டகம்",
        "te": "ఎడారి, ఇసుక దిబ్బ, ఒంటె, ఒయాసిస్సు",
        "hi": "रेगिस्तान, मरुस्थल, मरुभूमि, रेत के टीले, टीला, टीले, थार",
        "ru": "пустыня",
        "ar": "صحراء, الصحراء",
    },
}

HINTS: dict[Setting, Words] = {
    Setting.TEMPLE: {
        "en": "priest, altar, incense, prayer, pray, prayers, idol, deity, temple bell, holy, pilgrim, hymn, oil lamp, chant, monk, nun, aarti, "
        "puja, pooja",
        "ta": "பூசாரி, அர்ச்சகர், சாமி, மணியோசை, பூஜை, தரிசனம், பிரசாதம்",
        "te": "పూజారి, దేవుడు, గంట, పూజ, ప్రసాదం, దర్శనం, హారతి",
        "hi": "पुजारी, आरती, पूजा, प्रसाद, घंटी, दर्शन, भगवान",
    },
    Setting.PALACE: {
        "en": "king, queen, prince, princess, throne, crown, royal, emperor, empress, courtier, minister, knight, sultan, maharaja, maharani, "
        "raja, rani, vizier",
        "ta": "அரசன், அரசி, ராஜா, ராணி, இளவரசி, இளவரசன், மன்னன், அமைச்சர், மன்னர்",
        "te": "రాజు, రాణి, యువరాజు, యువరాణి, మంత్రి, మహారాజు, రాజకుమారి",
        "hi": "राजा, रानी, राजकुमार, राजकुमारी, मंत्री, महाराज, सम्राट",
    },
    Setting.VILLAGE: {
        "en": "farmer, cow, cows, goat, goats, plough, plow, harvest, bullock, villager, villagers, crop, crops, hay, tractor, shepherd, "
        "buffalo, hens",
        "ta": "விவசாயி, மாடு, ஆடு, அறுவடை, ஏர், உழவன், மழைக்காலம்",
        "te": "రైతు, ఆవు, ఎద్దు, పంట, నాగలి, మేక",
        "hi": "किसान, गाय, बैल, फ़सल, फसल, हल, बकरी",
    },
    Setting.CITY_STREET: {
        "en": "traffic light, policeman, scooter, neon, skyscraper, honk, crosswalk, commuter, streetlight, street lamp, rickshaw, billboard, "
        "driver, tram",
        "ta": "ஆட்டோ, கார், வண்டி, போக்குவரத்து",
        "te": "ఆటో, కారు, ట్రాఫిక్",
        "hi": "रिक्शा, ऑटो, कार, यातायात, टैक्सी",
    },
    Setting.SEASIDE: {
        "en": "wave, waves, sail, sailor, fisherman, seagull, gull, gulls, sand castle, surf, anchor, net, nets, captain, seashell, shell, "
        "lifeboat, foghorn",
        "ta": "மீனவர், மீனவன், வலை, மீன், சங்கு",
        "te": "జాలరి, వల, చేప, అల, అలలు, శంఖం",
        "hi": "मछुआरा, मछुआरे, जाल, मछली, लहर, शंख",
    },
    Setting.FOREST: {
        "en": "tree, trees, wolf, wolves, deer, owl, bear, tiger, leopard, fox, moss, hunter, woodcutter, fern, birdsong, pines, oak, firefly, "
        "fireflies",
        "ta": "புலி, மான், மரம், யானை, மரங்கள், வேடன்",
        "te": "పులి, జింక, చెట్టు, చెట్లు, ఏనుగు, వేటగాడు",
        "hi": "शेर, बाघ, हिरण, पेड़, पेड़ों, हाथी, शिकारी",
    },
    Setting.HOME: {
        "en": "bed, couch, stove, television, tv, fireplace, pillow, cupboard, wardrobe, crib, rocking chair, dinner, supper, doorbell, "
        "front door, cradle",
        "ta": "அடுப்பு, கட்டில், ஊஞ்சல், தொட்டில், சோபா",
        "te": "పొయ్యి, మంచం, ఊయల, సోఫా",
        "hi": "चूल्हा, पलंग, सोफ़ा, झूला, चारपाई",
    },
    Setting.OFFICE: {
        "en": "boss, manager, meeting, computer, laptop, spreadsheet, printer, email, deadline, colleague, intern, presentation, secretary, "
        "desk, photocopier, client, ceo, invoice, keyboard, coffee machine, slide, slides, software, programmer, engineer",
        "ta": "மேலாளர், கணினி, முதலாளி, கூட்டம்",
        "te": "మేనేజర్, కంప్యూటర్, బాస్",
        "hi": "मैनेजर, कंप्यूटर, बॉस, मीटिंग",
    },
    Setting.CLASSROOM: {
        "en": "teacher, student, students, pupil, pupils, exam, homework, lesson, chalk, principal, professor, textbook, notebook, school bell, "
        "test paper, headmaster",
        "ta": "ஆசிரியர், ஆசிரியை, மாணவர், மாணவன், மாணவி, பாடம், தேர்வு, டீச்சர்",
        "te": "టీచర్, ఉపాధ్యాయుడు, ఉపాధ్యాయురాలు, విద్యార్థి, పాఠం, పరీక్ష, మాస్టారు",
        "hi": "शिक्षक, शिक्षिका, अध्यापक, अध्यापिका, छात्र, छात्रा, पाठ, परीक्षा, मास्टर",
    },
    Setting.MARKET: {
        "en": "vendor, seller, merchant, trader, bargain, haggle, customer, vegetables, fruit, spice, spices, basket of fruit, coin, coins, "
        "shopkeeper, price, hawker",
        "ta": "வியாபாரி, விலை, காய்கறி, பழம், கடைக்காரர், ரூபாய்",
        "te": "వ్యాపారి, ధర, కూరగాయలు, పండ్లు, దుకాణదారు, రూపాయి, రూపాయలు",
        "hi": "व्यापारी, दाम, सब्ज़ी, सब्जी, फल, दुकानदार, रुपये, रुपए",
    },
    Setting.MOUNTAIN: {
        "en": "climber, climb, climbs, climbing, snowcap, yak, avalanche, rope, rock, rocks, eagle, altitude, trail, guide, backpack, sherpa",
        "ta": "பாறை, பனிமலை",
        "te": "బండ, రాయి, మంచుకొండ",
        "hi": "चट्टान, बर्फ़ीली",
    },
    Setting.DESERT: {
        "en": "camel, camels, sandstorm, mirage, scorching, bedouin, nomad, cactus, thirst, sand, turban, tent",
        "ta": "மணல், கானல், தாகம்",
        "te": "ఇసుక, దాహం, ఎండమావి",
        "hi": "ऊँट, ऊंट, रेत, प्यास, मृगतृष्णा",
    },
}

# What a place is when the script does not say INT. or EXT.
INTERIORS = frozenset({Setting.PALACE, Setting.HOME, Setting.OFFICE, Setting.CLASSROOM})
# Those that are drawn from inside too; another one is never drawn for INT.
INDOORS = frozenset({Setting.TEMPLE, Setting.PALACE, Setting.HOME, Setting.OFFICE, Setting.CLASSROOM})
# Insides that no set is made for, by the set that comes nearest.
NEAR_INDOORS: dict[Setting, Words] = {
    Setting.HOME: {
        "en": "train, carriage, compartment, car, bus, taxi, van, truck, tent, cave, hut, ship, boat, lighthouse, restaurant, cafe, diner, "
        "teahouse, tea shop, tavern, inn, bar, pub, bakery, shop, store, barn, farmhouse, hotel room, caravan, yurt, tower",
        "ru": "поезд, машина, корабль, маяк, ресторан, кафе, магазин, пещера, палатка",
        "ar": "مطعم, قطار, سيارة, خيمة, سفينة",
    },
    Setting.OFFICE: {
        "en": "hospital, clinic, ward, surgery, pharmacy, airport, terminal, station, train station, plane, aeroplane, airplane, cockpit, submarine, "
        "spaceship, space station, spacecraft, factory, workshop, garage, warehouse, prison, prison cell, cell, bunker, mall, supermarket, "
        "hotel lobby, lobby, post office, elevator, lift, embassy",
        "ru": "больница, вокзал, аэропорт, самолёт, тюрьма, завод",
        "ar": "مستشفى, المستشفى, مطار, سجن",
    },
    Setting.CLASSROOM: {
        "en": "museum, gallery, planetarium, gym, gymnasium, observatory, auditorium",
        "ru": "музей",
        "ar": "متحف",
    },
    Setting.PALACE: {"en": "theatre, theater, opera, opera house, concert hall, cinema, dance hall, casino, hall", "ru": "театр", "ar": "مسرح"},
}
# Places of which no set is made, or only one that comes near: what is drawn is told, also where a name above gives the nearest.
NO_SET: Words = {
    "en": "train station, railway station, gas station, petrol station, filling station, station, platform, bus station, metro, subway, rooftop, "
    "roof, taxi, bridge, bus, train, car, car park, parking lot, park bench, park, cafe terrace, flyover, airport, airfield, runway, playground, "
    "stadium, fishing boat, boat, ship, deck, waterfall, swamp, river, riverbank, river bank, pond, lake, garden, royal garden, backyard, "
    "bullock cart, town square, cave, volcano, glacier, library, school library, school yard, schoolyard, shop, store, supermarket, mall, bakery, "
    "fairground, restaurant, cafe, teahouse, tea shop, hospital room, hotel room, bathroom, basement, balcony, veranda, porch, laboratory, lab, "
    "bank, police station, courtroom, control room, server room, studio, moon, mars, planet, asteroid, crater, space, spaceship, spacecraft, "
    "space station, starship, rocket, submarine, plane, aeroplane, airplane, helicopter, cemetery, graveyard, battlefield, zoo, circus, "
    "swimming pool, pool, factory, warehouse, prison, hospital, hotel, construction site, mine, quarry, racetrack",
    "ta": "ரயில் நிலையம், பேருந்து நிலையம், பாலம், பேருந்து, பூங்கா, வங்கி, காவல் நிலையம், நீதிமன்றம், நூலகம், படகு, கப்பல், குகை",
    "te": "రైల్వే స్టేషన్, స్టేషన్, వంతెన, బస్సు, పార్కు, బ్యాంకు, పోలీస్ స్టేషన్, న్యాయస్థానం, గ్రంథాలయం, పడవ, ఓడ, గుహ",
    "hi": "रेलवे स्टेशन, स्टेशन, बस अड्डा, पुल, बस, पार्क, बैंक, थाना, थाने, अदालत, पुस्तकालय, नाव, जहाज़, गुफा",
    "ru": "парк, вокзал, магазин, кафе, ресторан, библиотека, пещера, сад, мост, аэропорт, больница",
    "ar": "مطعم, حديقة, الحديقة, مطار, مستشفى, المستشفى",
}
# Words that may stand before "room" and leave it a room of a home.
ROOMS_OF_A_HOME = word_set(
    "the a an her his their my our living dining bed drawing sitting front back guest spare family tv sun main master small big large little tiny "
    "dark dim empty bare cramped shabby cosy cozy warm cold old new upstairs downstairs next other another same single mother father grandmother "
    "grandfather sister brother children child kids baby girl boy"
)
INSIDE: Words = {
    "en": "inside, indoors, interior, room, hall, kitchen, bedroom, chamber, cabin, attic, hut, cave, tent, shop, restaurant, cafe, sanctum, library",
    "ta": "உள்ளே, உள், அறை",
    "te": "లోపల, గది, గదిలో",
    "hi": "अंदर, भीतर, कमरा, कमरे",
}
OUTSIDE: Words = {
    "en": "outside, outdoors, exterior, garden, courtyard, balcony, rooftop, porch, veranda, yard, gate, steps, terrace, street, road, beach, "
    "backyard",
    "ta": "வெளியே, வெளி, முற்றம், வாசல், தோட்டம்",
    "te": "బయట, వాకిలి, తోట, పెరటి",
    "hi": "बाहर, आँगन, आंगन, छत, बगीचा, द्वार",
}
