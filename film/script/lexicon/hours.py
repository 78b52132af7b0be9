"Words that say the hour of the day and the weather, and those by which time passes."

from __future__ import annotations

from film.model import Hour, Weather
from film.script.matching import Words

HOURS: dict[Hour, Words] = {
    Hour.DAWN: {
        "en": "dawn, sunrise, daybreak, first light, early morning, break of day, crack of dawn, cockcrow, rooster crows, sun rises, "
        "sun is rising, sun comes up, the sun rose, before sunrise, morning mist, at first light, rising sun, morning light, pre dawn",
        "ta": "விடியல், விடியற்காலை, அதிகாலை, சூரிய உதயம், பொழுது விடிந்த, பொழுது விடிகிறது, சூரியன் உதிக்க, வைகறை, அதிகாலையில்",
        "te": "తెల్లవారుజాము, తెల్లవారు, సూర్యోదయం, వేకువ, వేకువజాము, పొద్దున్నే, ఉషోదయం, తెల్లవారింది",
        "hi": "भोर, सूर्योदय, तड़के, पौ फट, सवेरा, सुबह सवेरे, सुबह-सवेरे, उषा, प्रभात, सूरज उग",
        "ru": "рассвет, на рассвете",
        "ar": "فجر, الفجر",
    },
    Hour.DAY: {
        "en": "day, daytime, noon, midday, afternoon, morning, lunchtime, lunch, broad daylight, sunny, bright sun, late morning, hot sun, "
        "sunshine, mid morning",
        "ta": "பகல், மதியம், நண்பகல், காலை, பகலில், மதிய வேளை, வெயில்",
        "te": "పగలు, మధ్యాహ్నం, ఉదయం, ఎండ, పగటి, పొద్దున",
        "hi": "दिन, दोपहर, सुबह, धूप, दिन में",
        "ru": "день, днём, днем, утро, утром, полдень",
        "ar": "صباح, الصباح, صباحا, نهار, النهار, ظهر",
    },
    Hour.DUSK: {
        "en": "dusk, sunset, evening, twilight, nightfall, sundown, golden hour, sun sets, sun is setting, setting sun, the sun goes down, "
        "gloaming, late afternoon, the light fades, eventide, magic hour, the sun went down, sun sinks, the sun set",
        "ta": "மாலை, மாலை நேரம், அந்தி, சாயங்காலம், சூரிய அஸ்தமனம், அந்திமாலை, பொழுது சாய, சூரியன் மறைய, அந்திப்பொழுது",
        "te": "సాయంత్రం, సాయంకాలం, సూర్యాస్తమయం, సంధ్య, సంజె, మునిమాపు, సంధ్యవేళ",
        "hi": "शाम, साँझ, सांझ, सूर्यास्त, संध्या, गोधूलि, सूरज डूब, सायंकाल",
        "ru": "вечер, вечером, закат, сумерки",
        "ar": "مساء, المساء, غروب, الغروب",
    },
    Hour.NIGHT: {
        "en": "night, midnight, moonlight, moonlit, moon, stars, starlight, starry, nighttime, tonight, late at night, candlelight, "
        "dead of night, small hours, under the stars, full moon, dark night, the night sky, lamplight, bedtime",
        "ta": "இரவு, நள்ளிரவு, நிலவு, நிலா, நட்சத்திரம், இரவில், இருள், ராத்திரி, நிலவொளி",
        "te": "రాత్రి, అర్ధరాత్రి, వెన్నెల, చంద్రుడు, నక్షత్రాలు, చీకటి, చుక్కలు, నడిరాత్రి",
        "hi": "रात, आधी रात, चाँद, चांद, चाँदनी, चांदनी, तारे, तारों, अँधेरा, अंधेरा, रात्रि",
        "ru": "ночь, ночью, полночь",
        "ar": "ليل, الليل, ليلا, ليلة",
    },
}

WEATHERS: dict[Weather, Words] = {
    Weather.RAIN: {
        "en": "rain, raining, rains, rainy, rained, downpour, storm, stormy, thunderstorm, thunder, lightning, monsoon, drizzle, drizzling, "
        "shower of rain, pouring, umbrella, umbrellas, wet street, gale, puddle, puddles, raindrops",
        "ta": "மழை, இடி, மின்னல், புயல், தூறல், மழையில், குடை",
        "te": "వాన, వర్షం, తుఫాను, ఉరుము, మెరుపు, జల్లు, చినుకు, చినుకులు, గొడుగు",
        "hi": "बारिश, बरसात, वर्षा, तूफ़ान, तूफान, बिजली कड़क, आँधी, बूँदें, छाता, मानसून",
    },
    Weather.SNOW: {
        "en": "snow, snowing, snowy, snows, snowfall, blizzard, snowflake, snowflakes, snowstorm, frost, icy, snow covered, winter wind",
        "ta": "பனிப்பொழிவு, உறைபனி",
        "te": "హిమపాతం, మంచు కురుస్తు, మంచు కురుస్తోంది",
        "hi": "बर्फ़, बर्फ, हिमपात, बर्फबारी, बर्फ़बारी",
    },
    Weather.FOG: {
        "en": "fog, foggy, mist, misty, haze, hazy, smog",
        "ta": "மூடுபனி, பனிமூட்டம்",
        "te": "పొగమంచు",
        "hi": "कोहरा, कोहरे, धुंध, कुहासा",
    },
}

# A script says these of a scene that goes on where the last one stopped.
SAME: Words = {"en": "continuous, same, same time, moments later, later, meanwhile, intercut", "ta": "தொடர்ச்சி", "te": "కొనసాగింపు", "hi": "लगातार"}

# A beat that begins so is dissolved to; in prose a paragraph that begins so opens a scene.
TIME_PASSES: Words = {
    "en": "later, later that day, later that night, later that evening, hours later, an hour later, minutes later, a while later, moments later, "
    "some time later, time passes, time passed, hours pass, hours passed, days pass, days passed, years pass, years passed, months passed, "
    "weeks passed, soon after, after a while, all night, all day, until dawn, the sun moves, a year later, years later, many years later, "
    "days later, weeks later, months later, ten years later, twenty years later",
    "ta": "சிறிது நேரம் கழித்து, சில நாட்கள் கழித்து, சற்று நேரத்தில், பின்னர், நேரம் கடக்கிறது, ஆண்டுகள் கழித்து",
    "te": "కొంతసేపటికి, కొద్దిసేపటికి, తర్వాత, కొన్ని రోజుల తర్వాత, కొన్నాళ్లకు, కొంత సేపటి తర్వాత",
    "hi": "कुछ देर बाद, कुछ दिनों बाद, थोड़ी देर बाद, बाद में, कुछ समय बाद, सालों बाद, वर्षों बाद",
}
NEW_SCENE: Words = {
    "en": "night fell, night falls, dusk fell, dusk falls, evening came, evening fell, morning came, morning comes, dawn broke, dawn breaks, "
    "the next day, next day, the next morning, next morning, the following morning, the following day, that night, that evening, "
    "that afternoon, the next evening, the next night, one day, one morning, one night, one evening, the day after, at midnight, "
    "the same evening, in the morning, in the evening, when morning came, when night fell, by nightfall, at dawn, at sunset, at sunrise, "
    "at dusk, at noon, by evening, by morning, meanwhile, elsewhere, years later, many years later, a year later, ten years later, "
    "twenty years later, days later, weeks later, months later, a week later, a month later, a few days later, hours later, that same night, "
    "early the next morning, the day of the wedding, finally the day",
    "ta": "மறுநாள், அடுத்த நாள், அன்று இரவு, அன்று மாலை, ஒரு நாள், சில நாட்கள் கழித்து, பல ஆண்டுகளுக்குப் பிறகு, மறுநாள் காலை",
    "te": "మరునాడు, మర్నాడు, ఆ రాత్రి, ఆ సాయంత్రం, ఒక రోజు, కొన్ని రోజుల తర్వాత, మరుసటి రోజు, కొన్నాళ్లకు",
    "hi": "अगले दिन, अगली सुबह, उस रात, उस शाम, एक दिन, कुछ दिनों बाद, सालों बाद, उसी शाम, उसी रात",
}
