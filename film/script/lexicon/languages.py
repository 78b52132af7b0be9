"Which language a writing belongs to, and the small words that tell apart those that share one."

from __future__ import annotations

from film.script.tokens import word_set

WRITINGS: dict[str, str] = {
    "TAMIL": "ta",
    "TELUGU": "te",
    "DEVANAGARI": "hi",
    "MALAYALAM": "ml",
    "KANNADA": "kn",
    "GURMUKHI": "pa",
    "BENGALI": "bn",
    "GUJARATI": "gu",
    "CJK": "zh",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "ARABIC": "ar",
    "HEBREW": "he",
    "CYRILLIC": "ru",
    "GREEK": "el",
    "THAI": "th",
}

SMALL_WORDS: dict[str, dict[str, frozenset[str]]] = {
    "LATIN": {
        "en": word_set("the and of to is in it you that he she was for on are with his her they at this have from not be what my your"),
        "fr": word_set("le la les des et est une un dans que qui pour pas sur avec il elle je tu nous vous ne du au ce son sa"),
        "de": word_set("der die das und ist nicht ein eine ich du er sie es wir mit auf zu den dem im von für war auch ihr"),
        "es": word_set("el la los las y es en un una que no por con para su se yo del al lo como está pero más muy"),
        "pt": word_set("o os as e é em um uma que não por com para seu sua se eu do da no na mais muito está mas você"),
        "it": word_set("il lo la gli e è in un una che non per con su si io del della nel sono più ma come questo lui lei di"),
        "tr": word_set("ve bir bu için ile de da ne ben sen o çok ama gibi var yok mi mı evet hayır"),
        "sw": word_set("na ya wa ni kwa katika la za yake hii kama lakini sana mimi wewe yeye huyo ndiyo hapana"),
    },
    "DEVANAGARI": {
        "hi": word_set("है हैं का की के में से को और ने पर यह वह नहीं क्या था थी हो मैं"),
        "mr": word_set("आहे आहेत आणि ची चा चे मध्ये नाही होते होता होती मी तो ती हे का ला"),
        "sa": word_set("अस्ति च सः सा तत् इति न तु एव अहं भवति सन्ति किम्"),
    },
    "ARABIC": {
        "ar": word_set("في من على إلى أن هذا هذه كان كانت هو هي لا ما و يا"),
        "ur": word_set("ہے ہیں کا کی کے میں سے کو اور نے پر یہ وہ نہیں کیا تھا تھی"),
        "fa": word_set("است در از به که این آن را با برای و می نه"),
    },
}
