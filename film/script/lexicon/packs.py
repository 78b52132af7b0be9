"""The words a picture model is given for a culture, an occasion, a place and an hour: traditional dress, decoration, light."""

from __future__ import annotations

from film.model import Age, Culture, Emotion, Hour, Mood, Setting, Sex, Weather

DRESS: dict[tuple[Culture, Sex], str] = {
    (Culture.SOUTH_INDIAN, Sex.FEMALE): "traditional cotton saree, jasmine in the hair, bindi, gold earrings",
    (Culture.SOUTH_INDIAN, Sex.MALE): "white veshti with a coloured border, cotton shirt",
    (Culture.NORTH_INDIAN, Sex.FEMALE): "salwar kameez with a bright dupatta, bangles",
    (Culture.NORTH_INDIAN, Sex.MALE): "cotton kurta and churidar",
    (Culture.EAST_ASIAN, Sex.FEMALE): "flowing robe with a wide sash, hair pinned up",
    (Culture.EAST_ASIAN, Sex.MALE): "layered robe with a plain sash",
    (Culture.WESTERN, Sex.FEMALE): "knee-length dress and a light cardigan",
    (Culture.WESTERN, Sex.MALE): "shirt, waistcoat and trousers",
    (Culture.MIDDLE_EASTERN, Sex.FEMALE): "long embroidered kaftan, light scarf",
    (Culture.MIDDLE_EASTERN, Sex.MALE): "long white thobe, light cloak",
    (Culture.AFRICAN, Sex.FEMALE): "wax-print wrap dress, head tie, beads",
    (Culture.AFRICAN, Sex.MALE): "embroidered dashiki, kente sash",
}
WEDDING_DRESS: dict[tuple[Culture, Sex], str] = {
    (Culture.SOUTH_INDIAN, Sex.FEMALE): "bright traditional silk saree, jasmine in the hair, gold temple jewellery, bindi, kumkum",
    (Culture.SOUTH_INDIAN, Sex.MALE): "silk veshti with a gold border, angavastram",
    (Culture.NORTH_INDIAN, Sex.FEMALE): "embroidered red lehenga, dupatta over the hair, bangles, maang tikka",
    (Culture.NORTH_INDIAN, Sex.MALE): "brocade sherwani, festive turban",
    (Culture.EAST_ASIAN, Sex.FEMALE): "embroidered red wedding robe, gold hair ornaments",
    (Culture.EAST_ASIAN, Sex.MALE): "dark silk wedding robe with red sash",
    (Culture.WESTERN, Sex.FEMALE): "elegant formal dress, flowers",
    (Culture.WESTERN, Sex.MALE): "dark suit, white shirt, flower in the buttonhole",
    (Culture.MIDDLE_EASTERN, Sex.FEMALE): "richly embroidered kaftan, gold belt, jewellery",
    (Culture.MIDDLE_EASTERN, Sex.MALE): "white thobe with a gold-trimmed bisht",
    (Culture.AFRICAN, Sex.FEMALE): "bright lace and aso-oke wrapper, coral beads, high gele",
    (Culture.AFRICAN, Sex.MALE): "embroidered agbada, matching cap",
}

SETTINGS: dict[Setting, str] = {
    Setting.TEMPLE: "temple courtyard, stone steps, oil lamps",
    Setting.PALACE: "palace hall, tall columns, patterned floor, throne",
    Setting.VILLAGE: "village houses, fields, a large shade tree, a well",
    Setting.CITY_STREET: "city street, shop fronts, street lamps, windows",
    Setting.SEASIDE: "sea shore, waves, horizon, rocks",
    Setting.FOREST: "deep forest, tall trunks, ferns, shafts of light",
    Setting.HOME: "living room, window, lamp, furniture in daily use",
    Setting.OFFICE: "office, desks, screens, tall windows",
    Setting.CLASSROOM: "classroom, blackboard, benches, maps",
    Setting.MARKET: "market stalls, awnings, fruit and spices",
    Setting.MOUNTAIN: "mountain pass, rocks, distant peaks",
    Setting.DESERT: "desert dunes, wide sky, distant caravan",
}
TEMPLES: dict[Culture, str] = {
    Culture.SOUTH_INDIAN: "Dravidian temple, carved gopuram, pillared hall, oil lamps (diyas)",
    Culture.NORTH_INDIAN: "Nagara temple with a curved spire, stone steps, oil lamps (diyas)",
    Culture.EAST_ASIAN: "wooden temple with curved roofs, stone lanterns",
    Culture.WESTERN: "old stone church, arched windows, candles",
    Culture.MIDDLE_EASTERN: "domed sanctuary, arcades, mosaic, hanging lamps",
    Culture.AFRICAN: "earthen sanctuary with wooden beams, clay lamps",
}
EVENTS: dict[str, str] = {
    "wedding": "wedding decoration, flower garlands, guests in traditional dress",
    "festival": "festival lights, garlands, people in their best clothes",
    "birthday": "paper streamers, cake with candles",
    "funeral": "white flowers, mourners in plain dress",
    "prayer": "incense, flowers, lamps",
    "battle": "banners, armour, dust",
    "coronation": "banners, crown on a cushion, courtiers",
    "storm": "torn clouds, driven rain, lightning far away",
    "farewell": "packed bags, a door left open",
    "reunion": "open arms, warm light",
    "journey": "a road leading away, packs and bundles",
    "exam": "sheets of paper, a clock on the wall",
    "meeting": "papers on a table, a screen",
}
WEDDINGS: dict[Culture, str] = {
    Culture.SOUTH_INDIAN: "wedding mandap, marigold garlands, banana leaves, kolam, guests in traditional dress",
    Culture.NORTH_INDIAN: "wedding mandap with drapes, marigold strings, guests in traditional dress",
}
HOURS: dict[Hour, str] = {
    Hour.DAWN: "dawn, rose and gold light, long soft shadows, mist",
    Hour.DAY: "daylight, clear shadows",
    Hour.DUSK: "dusk, orange sky, low sun",
    Hour.NIGHT: "night, moonlight, warm lamps",
}
WEATHERS: dict[Weather, str] = {Weather.CLEAR: "", Weather.RAIN: "rain, wet ground", Weather.SNOW: "falling snow", Weather.FOG: "fog"}
MOODS: dict[Mood, str] = {
    Mood.FESTIVE: "festive",
    Mood.DEVOTIONAL: "serene, devotional",
    Mood.TENDER: "tender, intimate",
    Mood.CALM: "calm",
    Mood.SORROW: "sorrowful, subdued",
    Mood.TENSE: "tense, dramatic contrast",
    Mood.HOPEFUL: "hopeful, open",
}
FACES: dict[Emotion, str] = {
    Emotion.NEUTRAL: "calm face",
    Emotion.JOYFUL: "joyful face",
    Emotion.SAD: "sad face",
    Emotion.ANGRY: "angry face",
    Emotion.TENDER: "gentle face",
    Emotion.AFRAID: "frightened face",
}
MOOD_FACES: dict[Mood, Emotion] = {Mood.FESTIVE: Emotion.JOYFUL, Mood.HOPEFUL: Emotion.JOYFUL, Mood.TENDER: Emotion.TENDER, Mood.SORROW: Emotion.SAD}
PERSONS: dict[tuple[Age, Sex], str] = {
    (Age.CHILD, Sex.FEMALE): "girl",
    (Age.CHILD, Sex.MALE): "boy",
    (Age.YOUNG, Sex.FEMALE): "young woman",
    (Age.YOUNG, Sex.MALE): "young man",
    (Age.ADULT, Sex.FEMALE): "woman",
    (Age.ADULT, Sex.MALE): "man",
    (Age.ELDER, Sex.FEMALE): "old woman with grey hair",
    (Age.ELDER, Sex.MALE): "old man with grey hair",
}
PEOPLE: dict[Culture, str] = {
    Culture.SOUTH_INDIAN: "South Indian",
    Culture.NORTH_INDIAN: "North Indian",
    Culture.EAST_ASIAN: "East Asian",
    Culture.WESTERN: "Western",
    Culture.MIDDLE_EASTERN: "Middle Eastern",
    Culture.AFRICAN: "African",
}
STYLE = "illustrated film still, painterly, layered depth, clean shapes, soft rim light, cinematic composition"
NEVER = "text, letters, watermark, logo, frame, extra fingers, deformed hands, cropped head, blurry, low contrast, caricature, stereotype"
INDOORS_NEVER = "open sky"
EMPTY_NEVER = "people, figures"
