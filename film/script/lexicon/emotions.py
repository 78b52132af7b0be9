"Words of feeling, and manners of speaking that give a feeling away."

from __future__ import annotations

from film.model import Emotion
from film.script.matching import Words
from film.script.tokens import word_set

# In what is said or told.
WORDS: dict[Emotion, Words] = {
    Emotion.JOYFUL: {
        "en": "happy, happily, joy, joyful, glad, delighted, wonderful, great news, excellent, hurray, hooray, yay, fantastic, laugh, laughs, "
        "laughing, laughed, smile, smiles, smiling, smiled, grin, grins, grinning, cheer, cheers, celebrate, congratulations, beautiful, "
        "excited, proud, lovely, perfect, won, dance, dances, dancing, merry, giggles, giggle, beams, beaming, radiant, thrilled, amazing, "
        "brilliant, best day, bravo, welcome, chuckles, chuckle, rejoice, fun",
        "ta": "மகிழ்ச்சி, சந்தோஷம், சிரிக்கிறா, சிரித்து, சிரித்தா, புன்னகை, அருமை, வாழ்த்துகள், ஆஹா, கொண்டாட்டம், ஜெயித்து, சூப்பர், நல்லது",
        "te": "సంతోషం, ఆనందం, నవ్వుతూ, నవ్వింది, నవ్వాడు, నవ్వుతుంది, నవ్వుతాడు, చిరునవ్వు, అద్భుతం, శుభాకాంక్షలు, భలే, ఆహా, గెలిచా, సంబరం",
        "hi": "ख़ुश, खुश, ख़ुशी, खुशी, हँस, हंस, मुस्कुरा, मुस्कान, वाह, बधाई, शाबाश, मज़ा, आनंद, बढ़िया, जीत गए, मुबारक",
    },
    Emotion.SAD: {
        "en": "sad, sadly, sorrow, tears, tear, weep, weeps, weeping, wept, cry, cries, crying, cried, sob, sobs, sobbing, mourn, mourns, grief, "
        "lonely, alone, sorry, miss you, lost, lose, died, dead, death, goodbye, farewell, heartbroken, broken, never come back, gone, unhappy, "
        "regret, disappointed, sigh, sighs, sighed, hopeless, forgive me, hurts, hurt, miserable, homesick, funeral, ashamed, empty chair",
        "ta": "சோகம், துக்கம், கண்ணீர், அழுகிறா, அழுது, அழுதா, வருத்தம், மன்னித்து, தனிமை, இறந்து, போய்விட்டா, வலி, கவலை",
        "te": "దుఃఖం, బాధ, కన్నీళ్లు, కన్నీరు, ఏడుస్తూ, ఏడ్చింది, ఏడుస్తుంది, క్షమించు, ఒంటరి, చనిపోయా, విచారం, దిగులు",
        "hi": "दुखी, दुख, दुःख, आँसू, आंसू, रोता, रोती, रोते, रो पड़, उदास, अकेला, अकेली, माफ़, माफ, अलविदा, मर गया, मर गई, चल बसे, अफ़सोस, याद आती",
    },
    Emotion.ANGRY: {
        "en": "angry, angrily, anger, furious, rage, hate, how dare you, shut up, liar, enough, get out, fool, idiot, stupid, yell, yells, "
        "yelled, shout, shouts, shouted, shouting, slam, slams, slammed, scowl, scowls, glare, glares, glared, damn, traitor, coward, betrayed, "
        "outrage, storms, snaps, snapped, fury, nonsense, stop it, fired, unacceptable, ridiculous, fists",
        "ta": "கோபம், கோபமாக, கத்துகிறா, கத்தினா, முட்டாள், வெளியே போ, போதும், பொய், வெறுப்பு, சும்மா இரு",
        "te": "కోపం, కోపంగా, అరిచా, అరుస్తా, మూర్ఖుడా, బయటికి పో, చాలు, అబద్ధం, ద్వేషం, నోరు ముయ్యి",
        "hi": "ग़ुस्सा, गुस्सा, ग़ुस्से, गुस्से, क्रोध, चिल्ला, बेवकूफ़, बेवकूफ, मूर्ख, झूठ, चुप रहो, नफ़रत, निकल जाओ, बस करो",
    },
    Emotion.TENDER: {
        "en": "love, loves, loved, dear, darling, my child, gently, tenderly, tender, softly, embrace, embraces, embraced, hug, hugs, hugged, "
        "kiss, kisses, kissed, caress, caresses, sweetheart, beloved, thank you, bless you, blessings, lullaby, gentle, warmly, fondly, my son, "
        "my daughter, my love, i promise, take care, strokes, comfort, comforts, kindness, kind, grateful, blesses, miss, holds her hand, "
        "holds his hand, little one",
        "ta": "அன்பு, கண்ணே, செல்லம், காதல், அணைத்து, அணைக்கிறா, நன்றி, ஆசீர்வாதம், தங்கமே, முத்தம், கண்ணா, என் மகளே, அணைத்துக்",
        "te": "ప్రేమ, తల్లీ, నాన్నా, బంగారం, మెల్లగా, కౌగిలించు, ధన్యవాదాలు, ఆశీర్వాదం, ముద్దు, కన్నా, నా తల్లి, ఆప్యాయంగా",
        "hi": "प्यार, प्रेम, बेटा, बिटिया, धीरे से, गले लगा, गले लगाती, धन्यवाद, शुक्रिया, आशीर्वाद, लाड़, मेरी जान, मेरे बच्चे, ममता, सहला",
    },
    Emotion.AFRAID: {
        "en": "afraid, fear, scared, terrified, frightened, danger, scream, screams, screamed, tremble, trembles, trembling, shiver, shivers, "
        "panic, panics, nervous, nervously, worried, hide, hides, monster, ghost, what was that, who is there, who's there, look out, watch out, "
        "horror, dread, anxious, anxiously, startled, gasps, gasp, gasped, freezes, shaking, backs away, nightmare, don't go, what if",
        "ta": "பயம், பயந்து, பயமாக, நடுங்கி, நடுங்குகிறா, காப்பாற்று, ஆபத்து, ஓடு, ஐயோ, பேய், யார் அங்கே, பயப்படு",
        "te": "భయం, భయంగా, వణుకుతూ, కాపాడండి, కాపాడు, ప్రమాదం, పరిగెత్తు, అయ్యో, దెయ్యం, ఎవరది, ఆందోళన",
        "hi": "डर, डरता, डरती, काँप, कांप, बचाओ, ख़तरा, खतरा, भागो, भूत, कौन है, घबरा, हाय, चिंता",
    },
}

# In parentheses after a name, or as the verb of saying: stronger than any word that is said.
MANNERS: dict[Emotion, Words] = {
    Emotion.JOYFUL: {
        "en": "laughing, laughs, laughed, smiling, smiles, smiled, happily, cheerfully, excited, excitedly, joyfully, grinning, grinned, "
        "beaming, delighted, proud, proudly, giggling, giggled, chuckling, chuckled, brightly, playful, playfully, teasing, teased, joking, "
        "joked, amused, cheering, cheered, triumphant, relieved",
        "ta": "சிரித்து, மகிழ்ச்சியாக, மகிழ்ச்சியுடன், புன்னகையுடன், சந்தோஷமாக, உற்சாகமாக, சிரித்தபடி",
        "te": "నవ్వుతూ, సంతోషంగా, ఆనందంగా, ఉత్సాహంగా, చిరునవ్వుతో",
        "hi": "हँसकर, हंसकर, हँसते हुए, हंसते हुए, मुस्कुराकर, मुस्कुराते हुए, ख़ुशी से, खुशी से, ख़ुश होकर, उत्साह से",
    },
    Emotion.SAD: {
        "en": "sadly, sad, crying, weeping, sobbing, sobbed, tearful, tearfully, sighing, sighed, sighs, quietly sad, mournfully, heartbroken, "
        "defeated, ashamed, brokenly, choking up, in tears, bitterly, wept, moaned, wiping tears, voice breaking, wistful, wistfully",
        "ta": "சோகமாக, அழுது, அழுதபடி, கண்ணீருடன், வருத்தமாக, வருத்தத்துடன்",
        "te": "బాధగా, ఏడుస్తూ, కన్నీళ్లతో, విచారంగా, దిగులుగా",
        "hi": "दुखी होकर, रोते हुए, रोकर, उदास, उदासी से, आँसू पोंछ, दुख से, भारी मन",
    },
    Emotion.ANGRY: {
        "en": "angrily, angry, furious, furiously, shouting, shouted, shouts, yelling, yelled, yells, snapping, snapped, snaps, barking, barked, "
        "growling, growled, hissed, hissing, through gritted teeth, roared, thundered, demanded, sternly, stern, cold, coldly, irritated, annoyed",
        "ta": "கோபமாக, கோபத்துடன், கத்தி, கண்டிப்பாக",
        "te": "కోపంగా, అరుస్తూ, గట్టిగా, చిరాకుగా",
        "hi": "ग़ुस्से से, गुस्से से, ग़ुस्से में, गुस्से में, चिल्लाकर, चिढ़कर, डाँटकर",
    },
    Emotion.TENDER: {
        "en": "gently, tenderly, softly, warmly, lovingly, kindly, whispering, whispered, whispers, whisper, fondly, soft, warm, tender, moved, "
        "touched, shyly, affectionately, murmured, murmuring, murmurs, soothing, gentle, earnest, with love, comforting",
        "ta": "மெதுவாக, அன்பாக, அன்புடன், மென்மையாக, பாசமாக, பாசத்துடன்",
        "te": "మెల్లగా, ప్రేమగా, ఆప్యాయంగా, మృదువుగా, నెమ్మదిగా",
        "hi": "धीरे से, प्यार से, प्रेम से, नर्मी से, कोमलता से, स्नेह से, धीमे से",
    },
    Emotion.AFRAID: {
        "en": "afraid, scared, frightened, nervously, nervous, trembling, terrified, anxiously, anxious, worried, panicking, panicked, "
        "screaming, screamed, stammering, stammered, gasping, gasped, alarmed, shivering, startled, desperate, urgently, urgent, timidly, timid, "
        "hesitant, hesitantly, cried out",
        "ta": "பயந்து, பயத்துடன், நடுங்கி, பதற்றமாக, பதற்றத்துடன், தயங்கி",
        "te": "భయంగా, వణుకుతూ, ఆందోళనగా, కంగారుగా, తడబడుతూ",
        "hi": "डरकर, डरते हुए, घबराकर, काँपते हुए, चिंता से, हिचकिचाते, डरी हुई",
    },
}

NEGATIONS = word_set("not no never don't doesn't didn't isn't wasn't aren't won't can't cannot without nothing wouldn't")
