"Garments and jewellery; with the sex that mostly wears them, where the script would mean it so."

from __future__ import annotations

from film.model import Sex
from film.script.matching import Words
from film.script.tokens import word_set

GARMENTS: dict[Sex | None, Words] = {
    Sex.FEMALE: {
        "en": "saree, sari, lehenga, gown, dress, skirt, blouse, qipao, cheongsam, half saree, pavadai, dupatta, salwar, bridal veil, veil, "
        "wedding dress, abaya, gele, bangles, anklets, nose ring, choli, ghagra, petticoat, tiara, high heels, jhumkas, maang tikka, hijab, "
        "pinafore",
        "ta": "புடவை, சேலை, பட்டுப்புடவை, பாவாடை, தாவணி, வளையல், கொலுசு, பட்டுச்சேலை",
        "te": "చీర, పట్టుచీర, లంగా, ఓణీ, గాజులు, పట్టీలు, లంగావోణీ",
        "hi": "साड़ी, लहंगा, लहँगा, दुपट्टा, चूड़ियाँ, घाघरा, पायल, चुनरी, घूँघट",
    },
    Sex.MALE: {
        "en": "veshti, dhoti, mundu, sherwani, tuxedo, agbada, thobe, necktie, tie, bow tie, waistcoat, beard, moustache, lungi, keffiyeh",
        "ta": "வேட்டி, வேஷ்டி, மீசை",
        "te": "పంచె, ధోవతి, లుంగీ, మీసం",
        "hi": "धोती, शेरवानी, मूँछ, लुंगी, पगड़ी",
    },
    None: {
        "en": "suit, coat, jacket, shirt, kurta, kimono, hanbok, hanfu, robe, robes, cloak, shawl, scarf, hat, cap, crown, uniform, jeans, "
        "hoodie, sweater, apron, turban, boots, glasses, spectacles, raincoat, overcoat, jersey, kaftan, dashiki, kente cloth, yukata, trousers, "
        "vest, pyjamas, pajamas, cardigan, oilskin, sandals, necklace, earrings, jasmine flowers, mask, armour, armor, backpack, school uniform, "
        "lab coat, t shirt",
        "ta": "சட்டை, சால்வை, கிரீடம், கண்ணாடி, சீருடை, மாலை அணிந்து",
        "te": "చొక్కా, శాలువా, కిరీటం, కళ్ళజోడు",
        "hi": "कुर्ता, शॉल, मुकुट, चश्मा, टोपी, कोट, कमीज़, वर्दी",
    },
}

# May stand before a garment and belong to it: "a red silk saree".
DESCRIBERS = word_set(
    "red blue green yellow white black gold golden silver pink purple orange maroon crimson scarlet grey gray brown cream ivory saffron "
    "turquoise indigo violet silk cotton woolen woollen linen velvet leather embroidered bright dark pale light heavy simple plain rich torn old "
    "new long short bridal royal traditional wedding silken patched faded striped floral checked kanchipuram kanjeevaram banarasi temple worn "
    "thick thin school navy soft ragged"
)
DESCRIBERS_ELSEWHERE = word_set(
    "பச்சைப் நீலப் மஞ்சள் கருப்புப் பட்டு சிவப்பு பச்சை வெள்ளை நீல மஞ்சள் கருப்பு பழைய புதிய பட்டுப் சிவப்புப் வெள்ளைப் పట్టు ఎరుపు ఎర్రని ఎర్ర తెల్లని తెల్ల నీలం పచ్చని పసుపు "
    "నల్ల పాత కొత్త रेशमी लाल हरी हरा नीली नीला पीली पीला सफ़ेद सफेद काली काला पुरानी पुराना नई सूती सुनहरी"
)
