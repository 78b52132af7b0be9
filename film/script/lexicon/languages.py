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

# What else is said often, in Latin writing: with the small words, for a text that may be of two short lines.
MORE_WORDS: dict[str, frozenset[str]] = {
    "en": word_set(
        "i me we us no do as so come go went will want an or all say said hello there stop sorry yes please thank thanks don't can't i'm i'll won't "
        "who where when why how here them their about very know has had were been would could should our if but by then good look let just like one "
        "now out up over down off too get got can did does am a"
    ),
    "fr": word_set(
        "j' l' d' qu' c' n' s' m' t' oui non bonjour bonsoir merci salut adieu au aux à où quoi comment pourquoi quand très ça moi toi lui leur "
        "mon ma mes ton ta tes ses notre votre suis es êtes sommes sont ai as a avons avez ont était viens va vais fait si bien mais ou donc cette "
        "cet tout plus rien jamais chez sans sous être faire me te se y on"
    ),
    "de": word_set(
        "ja nein bin bist hast habe hat haben mir mich dir dich uns euch ihn ihm einen einem einer eines wo wer was wie warum wann hallo danke bitte "
        "guten morgen doch noch nur so hier da kommt komm geht gut kein keine mein meine dein deine sein aber oder wenn dass bei nach vor aus um am "
        "als an will kann muss sind war"
    ),
    "es": word_set(
        "a me te le mi tu él ella qué quién dónde cuándo cómo sí hola gracias adiós señor señora bien soy eres estoy estás tengo tienes quiero ha he "
        "hay vamos nada todo este esta eso aquí ahora cuando si ni o son era los unos unas sin sobre ya porque nos"
    ),
    "pt": word_set(
        "a me te meu minha sim olá obrigado obrigada bom boa estou tenho quero vamos isso isto aqui onde quando quem quê foi ser tu ele ela nós dos "
        "das ao à nos nas são já porque então tudo nada este esta também"
    ),
    "it": word_set(
        "l' d' c' un' dell' all' nell' sull' dall' quest' a me te ti mi ci vi sì ciao grazie prego bene sei sta sto ho hai ha abbiamo andiamo dove "
        "quando chi cosa perché va vado vieni buongiorno al alla dal dalla nella sul i le mio mia tuo tua o ma anche così qui tutto niente"
    ),
    "tr": word_set("merhaba teşekkür ederim nasıl nerede neden kim ki mu mü benim senin onun biz siz değil şey ne bana sana şimdi burada"),
    "sw": word_set("habari asante karibu sasa si ndio nini wapi bado hapa mtu cha vya wao sisi tu pia"),
}
