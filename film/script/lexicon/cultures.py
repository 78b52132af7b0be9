"Words that say whose dress, houses and music a story has: places, garments, food, feasts, languages. Never a religion, never a caste."

from __future__ import annotations

from film.model import Culture
from film.script.matching import Words

CULTURES: dict[Culture, Words] = {
    Culture.SOUTH_INDIAN: {
        "en": "tamil, telugu, kannada, malayalam, chennai, madras, madurai, kanchipuram, kanjeevaram, hyderabad, kerala, bengaluru, bangalore, "
        "mysore, kochi, thanjavur, tanjore, coimbatore, visakhapatnam, tirupati, pongal, onam, ugadi, deepavali, sankranti, gopuram, mandapam, "
        "kovil, koil, kolam, veshti, mundu, pavadai, pattu, jasmine, nadaswaram, mridangam, idli, dosa, sambar, filter coffee, thali, muhurtham, "
        "paati, thatha, amma, appa, akka, anna, veena, bharatanatyam, south indian, south india, dravidian, andhra, tamil nadu, telangana, "
        "karnataka, vijayawada, half saree, sari, saree"
    },
    Culture.NORTH_INDIAN: {
        "en": "delhi, mumbai, bombay, jaipur, rajasthan, punjab, punjabi, lucknow, varanasi, banaras, kolkata, calcutta, bengal, bengali, "
        "gujarat, hindi, agra, amritsar, himachal, kashmir, bihar, lehenga, sherwani, kurta, salwar, dupatta, ghagra, choli, diwali, holi, "
        "baraat, mehndi, sitar, tabla, shehnai, chai, roti, paratha, samosa, haveli, mandi, rickshaw, mela, didi, bhaiya, nani, dadi, dadaji, "
        "ganga, ghat, north indian, north india, rakhi, thar, gurdwara, turban, panchayat, ludo, sari, saree"
    },
    Culture.EAST_ASIAN: {
        "en": "china, chinese, beijing, shanghai, japan, japanese, tokyo, kyoto, osaka, korea, korean, seoul, busan, hanok, kimono, yukata, "
        "hanbok, hanfu, qipao, cheongsam, dumpling, dumplings, ramen, sushi, kimchi, chopsticks, samurai, geisha, pagoda, torii, tatami, shoji, "
        "sakura, cherry blossom, calligraphy, dojo, lunar new year, mid autumn, mooncake, teahouse, bonsai, koto, shogun, dynasty, bamboo grove, "
        "taipei, hong kong, origami"
    },
    Culture.WESTERN: {
        "en": "london, england, english, paris, france, new york, america, american, rome, italy, berlin, germany, spain, madrid, dublin, "
        "ireland, scotland, chicago, california, texas, boston, canada, australia, sweden, norway, christmas, thanksgiving, halloween, church, "
        "chapel, cathedral, castle, knight, pub, suit and tie, jeans, hoodie, tuxedo, white gown, wedding dress, christening, pumpkin, sandwich, "
        "pizza, cottage, lighthouse, cowboy, sheriff, piano, violin, mr, mrs, boardroom, subway, highway, lisbon, vienna, prague, moscow"
    },
    Culture.MIDDLE_EASTERN: {
        "en": "cairo, egypt, baghdad, damascus, beirut, arabia, arabian, arab, arabic, persia, persian, iran, tehran, isfahan, istanbul, turkey, "
        "turkish, dubai, marrakesh, morocco, tunis, jerusalem, amman, riyadh, bedouin, souk, oud, hookah, dates, minaret, sultan, vizier, "
        "caliph, abaya, thobe, keffiyeh, hijab, kaftan, caravanserai, hammam, falafel, baklava, sahara, oasis, genie, sheikh, caravan, kasbah, "
        "mecca"
    },
    Culture.AFRICAN: {
        "en": "africa, african, nigeria, lagos, ghana, accra, kenya, nairobi, tanzania, ethiopia, addis ababa, south africa, johannesburg, "
        "cape town, senegal, dakar, mali, timbuktu, zimbabwe, uganda, rwanda, savanna, savannah, baobab, kente, dashiki, agbada, gele, djembe, "
        "kora, griot, safari, serengeti, kilimanjaro, masai, maasai, zulu, yoruba, igbo, swahili, jollof, fufu, ubuntu, kraal, acacia, kanga, "
        "kitenge, drummer"
    },
}

# Where somebody or something is from, of which nobody is called so.
NATIONALITIES: dict[Culture, Words] = {
    Culture.SOUTH_INDIAN: {"en": "tamil, telugu, malayali, keralan, kannadiga, south indian"},
    Culture.NORTH_INDIAN: {"en": "punjabi, bengali, gujarati, rajasthani, kashmiri, bihari, marathi, pakistani, bangladeshi, nepali, north indian"},
    Culture.EAST_ASIAN: {"en": "chinese, japanese, korean, taiwanese, tibetan, mongolian"},
    Culture.WESTERN: {
        "en": "english, british, scottish, irish, welsh, french, german, austrian, swiss, dutch, belgian, danish, swedish, norwegian, finnish, "
        "icelandic, italian, spanish, portuguese, greek, polish, czech, hungarian, romanian, bulgarian, serbian, croatian, ukrainian, russian, "
        "european, american, canadian, australian"
    },
    Culture.MIDDLE_EASTERN: {
        "en": "arab, arabian, arabic, egyptian, persian, iranian, iraqi, syrian, lebanese, jordanian, palestinian, saudi, yemeni, omani, turkish, "
        "moroccan, algerian, tunisian, libyan, israeli"
    },
    Culture.AFRICAN: {
        "en": "african, nigerian, ghanaian, kenyan, tanzanian, ethiopian, eritrean, somali, sudanese, ugandan, rwandan, congolese, senegalese, "
        "malian, ivorian, cameroonian, angolan, zambian, zimbabwean, namibian, south african, zulu, yoruba, igbo, hausa, swahili, maasai"
    },
}
# Of these no pack of data tells anything.
OTHER_NATIONALITIES: Words = {
    "en": "indian, asian, thai, vietnamese, indonesian, malaysian, filipino, burmese, cambodian, afghan, mexican, brazilian, argentinian, "
    "chilean, peruvian, colombian, venezuelan, bolivian, cuban, jamaican, haitian, oriental"
}

# A language is spoken at home somewhere: its writing is evidence too.
LANGUAGES: dict[str, Culture] = {
    "ta": Culture.SOUTH_INDIAN,
    "te": Culture.SOUTH_INDIAN,
    "ml": Culture.SOUTH_INDIAN,
    "kn": Culture.SOUTH_INDIAN,
    "hi": Culture.NORTH_INDIAN,
    "pa": Culture.NORTH_INDIAN,
    "bn": Culture.NORTH_INDIAN,
    "mr": Culture.NORTH_INDIAN,
    "gu": Culture.NORTH_INDIAN,
    "ur": Culture.NORTH_INDIAN,
    "sa": Culture.NORTH_INDIAN,
    "zh": Culture.EAST_ASIAN,
    "ja": Culture.EAST_ASIAN,
    "ko": Culture.EAST_ASIAN,
    "ar": Culture.MIDDLE_EASTERN,
    "fa": Culture.MIDDLE_EASTERN,
    "he": Culture.MIDDLE_EASTERN,
    "tr": Culture.MIDDLE_EASTERN,
    "sw": Culture.AFRICAN,
    "fr": Culture.WESTERN,
    "de": Culture.WESTERN,
    "es": Culture.WESTERN,
    "pt": Culture.WESTERN,
    "it": Culture.WESTERN,
    "ru": Culture.WESTERN,
}

# When nothing at all is known.
FALLBACK = Culture.WESTERN
