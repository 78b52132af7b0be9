"""Given names by sex and by where they are at home: the strongest evidence for both. Names used by both sexes are left out."""

from __future__ import annotations

from film.model import Culture, Sex
from film.script.matching import Words
from film.script.tokens import word_set

SOUTH, NORTH, EAST = Culture.SOUTH_INDIAN, Culture.NORTH_INDIAN, Culture.EAST_ASIAN
WESTERN, MIDDLE, AFRICAN = Culture.WESTERN, Culture.MIDDLE_EASTERN, Culture.AFRICAN
INDIAN = (SOUTH, NORTH)

NAMES: tuple[tuple[Sex, tuple[Culture, ...], Words], ...] = (
    (
        Sex.FEMALE,
        (SOUTH,),
        {
            "en": "lakshmi, meenakshi, kamala, valli, thenmozhi, kavitha, selvi, malathi, padma, revathi, saraswathi, janaki, andal, nila, "
            "yazhini, kannamma, parvathi, sita, seetha, amudha, bhavani, vasantha, rukmini, saroja, tamilselvi, thamarai, gowri, ambika, "
            "madhavi, deepa, anitha, sumathi, lalitha, devaki, radhika, sujatha, padmavathi, annapurna, sandhya, swathi, sravani, divya, "
            "keerthana, nandini, pavithra, kalyani, ammu, chitra, meena, sudha, usha, vani, girija, kousalya, sirisha, anjali, bujji, ammulu, "
            "kamakshi, malar, mallika, poongodi, ponni, kayal",
            "ta": "லட்சுமி, இலட்சுமி, மீனாட்சி, கமலா, வள்ளி, தேன்மொழி, கவிதா, செல்வி, மாலதி, பத்மா, ரேவதி, சரஸ்வதி, ஜானகி, நிலா, யாழினி, "
            "கண்ணம்மா, பார்வதி, சீதா, அமுதா, தாமரை, மலர், மல்லிகா, பொன்னி, கயல், கயல்விழி, ராதா, சாந்தி, பவானி, வசந்தா, அஞ்சலி, மீனா, கீதா, உமா, "
            "பூங்கொடி, அம்மு",
            "te": "లక్ష్మి, పద్మ, సీత, రాధ, సరస్వతి, పార్వతి, జానకి, కమల, శాంతి, మాలతి, సుజాత, అనిత, కవిత, స్వాతి, శ్రావణి, దివ్య, అంజలి, గౌరి, "
            "లలిత, అన్నపూర్ణ, వాణి, రేవతి, భవాని, సావిత్రి, మంగమ్మ, లక్ష్మమ్మ, సుబ్బమ్మ, చిన్ని, మల్లి, సంధ్య, ఉష, గీత, మీనా, రాజమ్మ, వెన్నెల",
        },
    ),
    (
        Sex.MALE,
        (SOUTH,),
        {
            "en": "rajan, murugan, karthik, senthil, kannan, raman, velu, muthu, selvam, arun, balu, venkatesh, subramaniam, natarajan, gopalan, "
            "ramasamy, krishnan, murali, sundar, anbu, ilango, kumaran, pandian, siva, shiva, venkat, srinivas, ramesh, suresh, ganesan, palani, "
            "mani, raghavan, seshadri, narayanan, balaji, prasad, ramana, chandran, venu, madhavan, ayyappan, perumal, arjunan, kathir, maran, "
            "ravichandran, subbu, venkayya, ramayya, ramudu, somu, anand, rangan, chinnaiah, appadurai, azhagan, bharathi raja, vetri, aadhavan",
            "ta": "ராஜன், முருகன், கார்த்திக், செந்தில், கண்ணன், ராமன், வேலு, முத்து, செல்வம், அருண், பாலு, வெங்கடேஷ், கோபாலன், ராமசாமி, "
            "கிருஷ்ணன், முரளி, சுந்தர், அன்பு, குமரன், பாண்டியன், சிவா, ரமேஷ், சுரேஷ், கணேசன், பழனி, மணி, மாறன், கதிர், ரவி, குமார், மாதவன், "
            "வெற்றி, மாரி, அர்ஜுன்",
            "te": "రాజు, రాముడు, కృష్ణ, వెంకట్, శ్రీనివాస్, రమేష్, సురేష్, రవి, గోపాల్, నారాయణ, వెంకటేష్, ప్రసాద్, శివ, రంగడు, సోము, రామయ్య, "
            "వెంకయ్య, సుబ్బయ్య, కిరణ్, అర్జున్, రాజేష్, మోహన్, చందు, బాలు, సీతయ్య, కార్తీక్, విజయ్, రామారావు, సూరి, వీరయ్య, గోపి",
        },
    ),
    (
        Sex.FEMALE,
        (NORTH,),
        {
            "en": "pooja, neha, sunita, savita, geetanjali, simran, jasleen, harpreet kaur, rani, asha, seema, rekha, kajal, komal, shreya, "
            "aarti, babita, champa, durga, gauri, heena, jyoti, kiran devi, mohini, pinky, preeti, radha, rupa, sapna, sarita, shanti, sonia, "
            "swara, tanvi, urmila, vandana, mira, meera, gita, sushma, chhaya, bina, moushumi, sharmila, parul, ishita, aditi, ananya, kavya, "
            "riya, nisha, mansi, gulabo",
            "hi": "पूजा, नेहा, सुनीता, सविता, सिमरन, रानी, आशा, सीमा, रेखा, काजल, कोमल, श्रेया, आरती, चंपा, गौरी, ज्योति, मोहिनी, प्रीति, राधा, "
            "रूपा, सपना, सरिता, शांति, सोनिया, उर्मिला, मीरा, गीता, लक्ष्मी, सीता, अनीता, कविता, रिया, निशा, मुन्नी, गुड़िया, अंजलि, पार्वती, "
            "सरस्वती, कमला, तारा, मीना, दिव्या, अनन्या, सुधा, उषा, बिमला, कल्याणी, जानकी, नंदिनी, फ़ातिमा, ज़ोया",
        },
    ),
    (
        Sex.MALE,
        (NORTH,),
        {
            "en": "amit, rahul, rohit, vikram, ajay, sanjay, rajesh, mukesh, dinesh, mahesh, gurpreet singh, manjit, balwinder, rohan, aditya, "
            "harish, mohan, sohan, ramu, shyam, raju, bunty, deepak, gaurav, kabir, manoj, naveen, pankaj, prakash, rakesh, sachin, sandeep, "
            "tarun, umesh, vivek, yash, bhola, lakhan, munna, devdas, subhash, bijoy, tapan, arjun, dev, karan, nikhil, pranav, jai, veer, "
            "virat, chhotu, birju, shankar",
            "hi": "अमित, राहुल, रोहित, विक्रम, अजय, संजय, राजेश, मुकेश, दिनेश, महेश, रोहन, आदित्य, हरीश, मोहन, सोहन, रामू, श्याम, राजू, दीपक, "
            "गौरव, कबीर, मनोज, प्रकाश, राकेश, सचिन, विवेक, भोला, लखन, मुन्ना, अर्जुन, देव, करण, रवि, विजय, कृष्ण, राम, गोपाल, हरि, छोटू, रमेश, "
            "सुरेश, बिरजू, शंकर, सूरज, किशन, अनिल, सुनील, रामलाल, बाबूलाल, हीरालाल, इमरान, सलीम",
        },
    ),
    (
        Sex.FEMALE,
        INDIAN,
        {
            "en": "priya, maya, anita, leela, lila, geeta, sarala, vijaya, uma, shobha, vidya, sunanda, tara devi, indira, ganga, yamuna, "
            "kalpana, jaya, bharati, aishwarya, deepika, kamini, malini, nalini, rohini, mythili, shakuntala, hema, latha, lata, pushpa, veena, "
            "aparna, archana"
        },
    ),
    (
        Sex.MALE,
        INDIAN,
        {
            "en": "ravi, kumar, vijay, gopal, krishna, rama, ram, hari, govind, shekhar, ganesh, mahadev, ashok, anil, sunil, satish, naresh, "
            "vishnu, surya, raj, rajiv, sanjiv, bharat, laxman, lakshman, dilip, mohandas, sathya, vasu, raghu, nandan, keshav, madhav, varun, "
            "aravind, siddharth, abhinav"
        },
    ),
    (
        Sex.FEMALE,
        (EAST,),
        {
            "en": "mei, mei ling, li na, xiao mei, xiaomei, hana, sakura, yuki, yuko, keiko, haruka, aiko, michiko, emiko, yumi, akiko, sachiko, "
            "naoko, ji woo, min ji, minji, soo jin, eun ji, hye jin, yuna, seo yeon, su bin, ying, fang, lan, xiu, yan, jing, hua, ling, chiyo, "
            "fumiko, kaori, mariko, midori, noriko, tomoko, haruko, mulan, lihua, hyun ah, sun hee, young ja, kiyoko, asuka, hinata, aoi"
        },
    ),
    (
        Sex.MALE,
        (EAST,),
        {
            "en": "wei, liang, jun, ming, hiroshi, kenji, takeshi, haruto, ren, satoshi, akira, daichi, kazuo, ichiro, jiro, taro, min jun, "
            "min ho, minho, joon, ji hoon, sung min, dong hyun, hyun woo, jin ho, bao, chen, feng, guang, tao, zhang wei, xiao long, yong, "
            "qiang, haoran, shinji, kenta, kaito, makoto, ryo, shigeru, tetsuo, yoshi, tadashi, noboru, masao, hideo, lei, dae jung, kwang soo, "
            "young ho"
        },
    ),
    (
        Sex.FEMALE,
        (WESTERN,),
        {
            "en": "anna, mary, emma, olivia, sophia, isabella, charlotte, amelia, emily, elizabeth, sarah, laura, julia, alice, clara, lucy, "
            "ella, eva, katherine, catherine, kate, katie, jane, jennifer, jessica, susan, linda, barbara, margaret, maggie, martha, nora, ruth, "
            "helen, hannah, grace, rose, lily, ivy, molly, sophie, chloe, zoe, mia, ava, abigail, ellen, eleanor, rebecca, rachel, maria, marie, "
            "claire, camille, juliette, ingrid, astrid, freya, greta, heidi, elsa, frida, giulia, francesca, lucia, carmen, elena, ana, sofia, "
            "natasha, olga, tatiana, irina, anastasia, brigid, siobhan, fiona, moira, edith, agnes, beatrice, bella, betty, carol, carla, "
            "caroline, cindy, daisy, diana, donna, dorothy, evelyn, florence, gemma, georgia, hazel, holly, isabel, jasmine, joan, josephine, "
            "judith, karen, lena, lisa, louise, matilda, megan, melissa, michelle, nancy, natalie, nicole, penny, phoebe, polly, sally, sandra, "
            "sheila, stella, tessa, vera, victoria, vivian, wendy, winnie, annie, emmy, bridget, marta, petra, annika, linnea, sigrid, pilar, "
            "ines, chiara, paola, denise, pam, angela, priscilla, wren, ashley, amanda, stephanie, heather, amy, samantha, christine, christina, "
            "janet, joyce, diane, julie, kelly, lauren, joanna, kathleen, pamela, cynthia, sharon, deborah, virginia, teresa, theresa, gloria, rosa, "
            "veronica, "
            "monica, leah, miriam, esther, judy, cheryl, marilyn, kathryn, alison, audrey, naomi, ruby, violet, eve, iris, lydia, cecilia, sylvia, "
            "yvonne, valerie, simone, odette, helga, ursula, gabriela, valentina, camila, isabela, luisa, dolores, mercedes, paula, elisa, silvia, "
            "raquel, beatriz, catarina, katya, masha, svetlana, ludmila, galina, nina, darya, polina"
        },
    ),
    (
        Sex.MALE,
        (WESTERN,),
        {
            "en": "john, james, robert, michael, william, david, richard, joseph, thomas, charles, daniel, matthew, anthony, mark, paul, peter, "
            "george, henry, edward, jack, harry, oliver, noah, liam, ethan, lucas, leo, oscar, arthur, walter, frank, fred, tom, tim, ben, sam, "
            "max, nick, dan, joe, jim, bob, bill, mike, steve, kevin, brian, eric, adam, simon, martin, philip, patrick, sean, conor, declan, "
            "finn, angus, duncan, pierre, jean luc, jacques, antoine, hans, karl, friedrich, klaus, lars, erik, bjorn, sven, giovanni, marco, "
            "luca, paolo, antonio, carlos, juan, jose, miguel, pedro, pablo, diego, ivan, dmitri, boris, sergei, vladimir, nikolai, aaron, "
            "albert, alfred, andrew, archie, barry, benjamin, bruce, carl, chris, christopher, cliff, colin, craig, dean, dennis, derek, "
            "dominic, donald, douglas, edgar, edmund, elliot, felix, gary, gavin, gerald, gordon, graham, greg, gus, harold, howard, hugo, ian, "
            "isaac, jacob, jake, jason, jeff, jeremy, jonah, jonathan, justin, keith, ken, larry, lewis, louis, luke, malcolm, marcus, miles, "
            "nathan, neil, nigel, norman, otto, owen, ralph, ray, ron, roger, rory, roy, rupert, ryan, scott, sebastian, sidney, stanley, "
            "stuart, ted, theo, theodore, timothy, toby, tony, victor, vincent, warren, wilfred, zach, douglas, kurt, dirk, mateo, rafael, "
            "silas, ezra, tobias, gareth, percy, reggie, kyle, tyler, brandon, austin, dylan, logan, caleb, connor, jeffrey, gregory, raymond, "
            "jerry, terry, travis, shane, wayne, russell, eugene, ernest, bernard, leonard, stephen, steven, kenneth, ronald, lawrence, nicholas, "
            "alexander, "
            "alexandre, xavier, javier, fernando, alejandro, ricardo, roberto, eduardo, francisco, manuel, luis, jorge, andres, emilio, enrique, "
            "ramon, salvador, sergio, mario, matteo, lorenzo, alessandro, riccardo, enzo, fabio, stefano, vincenzo, andrei, alexei, mikhail, yuri, "
            "oleg, igor, viktor, pavel, anton, maxim, fyodor, gunther, wolfgang, heinrich, jurgen, stefan, matthias, johann, francois, henri, "
            "etienne, julien, laurent, marcel, olivier, claude, hamish, ewan, callum, brendan, cormac"
        },
    ),
    (
        Sex.FEMALE,
        (MIDDLE,),
        {
            "en": "fatima, aisha, layla, leila, zahra, maryam, mariam, noor, nur, yasmin, yasmeen, salma, huda, amira, dalia, rania, samira, "
            "zaynab, zainab, khadija, scheherazade, shirin, parisa, soraya, farah, hana al, nadia, lina, dina, mona, nawal, ayse, elif, zeynep, "
            "emine, mina, nasrin, laleh, roya, safiya, sumaya, hala, jamila, latifa, marwa, reem, rima, suha, warda, zubaida",
            "ar": "فاطمة, عائشة, ليلى, زينب, مريم, نور, ياسمين, سلمى, هدى, أميرة, رانيا, سميرة, خديجة, شهرزاد, نادية, لينا, دينا, منى, نوال, سارة, "
            "هند, رنا, ريم, سعاد, سلوى, سمر, سناء, صفية, عبير, عزة, غادة, فرح, فريدة, كريمة, لطيفة, لمى, ماجدة, مها, نجاة, نجلاء, نهى, هالة, هبة, "
            "وردة, وفاء, آمنة, أمل, إيمان, بسمة, جميلة, حنان, رحمة, زهرة, شيماء, حليمة",
            "he": "שרה, רבקה, רחל, לאה, מרים, אסתר, רות, חנה, דינה, נעמי, תמר, יעל, מיכל, נועה, מאיה, טליה, שירה, אביגיל, רונית, אורית, ליאת, גלית, "
            "דבורה, אילנה, חוה, יהודית, ענת, שושנה, ציפורה, תהילה, הדס, רינה, שולמית, אורלי",
        },
    ),
    (
        Sex.MALE,
        (MIDDLE,),
        {
            "en": "ahmed, ahmad, mohammed, muhammad, mohamed, ali, hassan, hussein, omar, umar, yusuf, yousef, ibrahim, khalid, karim, tariq, "
            "salim, rashid, mustafa, mehmet, emre, murat, amir, reza, farid, jamal, faisal, abdullah, abdul, hamid, idris, ismail, jafar, kamal, "
            "mahmoud, majid, nabil, nasser, osman, qasim, rami, saeed, sami, sinbad, aladdin, walid, yasin, zaid, ziad, bilal, daoud, harun, "
            "hakim, firas, cyrus, darius, kourosh",
            "ar": "محمد, أحمد, احمد, علي, عمر, حسن, حسين, خالد, يوسف, إبراهيم, ابراهيم, عبد الله, عبدالله, عبد الرحمن, كريم, طارق, سالم, سليم, راشد, "
            "رشيد, مصطفى, أمير, فريد, جمال, فيصل, حميد, إدريس, إسماعيل, كمال, محمود, ماجد, نبيل, ناصر, عثمان, قاسم, رامي, سعيد, سامي, وليد, ياسين, "
            "زيد, زياد, بلال, داود, هارون, فراس, عادل, أنس, أيمن, باسم, بدر, جابر, حاتم, حمزة, رضا, سعد, سلطان, سليمان, صالح, طلال, عباس, عمرو, "
            "عيسى, غسان, فادي, فهد, فؤاد, لؤي, مازن, مالك, مروان, منصور, موسى, نادر, نزار, هاني, هشام, هيثم, وائل, يحيى, "
            "يعقوب, ياسر, عماد, عصام, شريف, بشير, أسامة, معاذ, توفيق",
            "he": "דוד, יוסף, משה, אברהם, יצחק, יעקב, דניאל, אורי, יונתן, איתן, אבי, אלי, יוסי, שמואל, שלמה, אהרון, עומר, איתי, גיא, רון, רועי, "
            "אריאל, עידו, תומר, אסף, גדעון, חיים, ירון, מיכאל, נתן, עמוס, בנימין, אליהו, מרדכי, צבי, זאב, שאול, ראובן, שמעון, לוי, יהודה, גבריאל, "
            "רפאל, אלון, אורן, ניר, דן, יאיר, מאיר, נחום, עזרא",
        },
    ),
    (
        Sex.FEMALE,
        (AFRICAN,),
        {
            "en": "amara, zuri, nia, ayana, amina, adaeze, chioma, ngozi, ife, folake, yetunde, abena, akosua, ama, efua, nala, thandiwe, "
            "nomvula, zanele, lerato, naledi, wanjiru, wangari, akinyi, makena, imani, asha mwangi, halima, desta, almaz, hiwot, selam, nneka, "
            "bisi, temitope, ayo, esi, adjoa, mandisa, sibongile, busisiwe, wambui, nyokabi, zainabu, neema, rehema, furaha, mwajuma, aminata, "
            "fatou, mariama, ndeye"
        },
    ),
    (
        Sex.MALE,
        (AFRICAN,),
        {
            "en": "kofi, kwame, kwabena, kojo, chinedu, emeka, obi, chike, tunde, femi, segun, babatunde, jabari, simba, juma, baraka, mwangi, "
            "kamau, otieno, odhiambo, sipho, thabo, mandla, themba, bongani, tendai, tafadzwa, abebe, tesfaye, haile, dawit, mamadou, ousmane, "
            "moussa, sekou, ibou, modou, okonkwo, ikenna, uche, yaw, kwasi, kweku, zuberi, hamisi, rashidi, kiprop, kipchoge, lebo, nelson, "
            "desmond, tau, dumisani"
        },
    ),
)

# Also plain words: believed only where a capital letter, a verb or a cue makes a name of them.
ALSO_WORDS = word_set(
    "rose grace lily ivy hazel holly daisy penny joy mark jack frank bill ray ron dean cliff miles max art nova will hope faith "
    "dawn sky may june april rani devi mani dev raj jai anbu maya tara asha bella victoria georgia florence jordan ma sita ama esi "
    "obi tau yan lan hua fang chen ling jun wei ming சாந்தி நிலா மலர் தாமரை மணி முத்து அன்பு வெற்றி மாரி మల్లి వెన్నెల ఉష సంధ్య "
    "గీత శాంతి కమల రాజు కవిత వాణి లలిత శివ కృష్ణ पूजा आरती आशा सीमा रेखा काजल ज्योति निशा तारा सूरज प्रकाश शांति सपना लक्ष्मी "
    "गुड़िया मुन्ना हरि राम देव jing ying bao lei ren ram hari surya ganga yamuna krishna shiva siva vishnu rama durga mani jyoti "
    "kiran veena nur noor ali wren simba gus ted sam ben "
    "نور أمل سعيد جميلة كريم كريمة سلطان بدر فرح زهرة وردة رحمة أمير أميرة هدى وفاء إيمان حنان سالم صالح شريف ناصر جمال عادل حسن هند علي سعد مالك "
    "منصور كمال بسمة رشيد راشد ماجد رضا نادر باسم سليم لطيفة "
    "אורי רון דן חיים אלי אבי חנה שירה גיא אורן אלון ניר צבי זאב תמר יעל הדס לוי תהילה דבורה רינה "
    "heather virginia gloria ruby violet eve iris dolores mercedes austin kelly joyce"
)
