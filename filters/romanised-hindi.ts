/**
 * Little words of Hindi as they are written in Latin letters, less those that are also words of a language that the
 * text model reads (`par`, `se`, `log`, `main`).
 */
const WORDS = new Set(
  (
    "hai hain hoon hun tha thi hota hoti hote nahi nahin nahi kya kyun kyon kaise kab kaun kuch bhi aur ya " +
    "yeh ye woh unka unki unke inka inki inke iska iski iske uska uski uske mera meri mere teri " +
    "tum aap apna apni apne mujhe tumhe humein hame inko unko isko usko inhe unhe ka ki ke ko mein liye saath " +
    "karo karna karne karta karti karte kiya raha rahi rahe gayi diya jaata jaati jaate jata jati jate " +
    "hua hui hue wala wali wale sabhi sabse bahut bohot logon jaise tarah kabhi sirf chahiye chahie wahi yahi"
  ).split(" "),
);
/** Words of the list that other languages have, too: they count beside others only. */
const SHARED = new Set(
  "tha thi ya ye tum ko ka ki ke wala hun mein hue hui hua kab aur gayi jate tarah".split(" "),
);

/**
 * Words of everyday captions in Hindi as they are written in Latin letters, our own list: people, home, food, clothes,
 * what one does. Left out is whatever more than three of 341,000 open texts in English hold, or any in another language
 * that the text model reads, and what is a name.
 */
const EVERYDAY = new Set(
  (
    "aadmi aadmiyon aana aangan aankh aankhen aankhon aasmaan aasman aata aati aaya aaye aayi accha acche acchi " +
    "achha achhe achhi adhikar admi aise akela akele akeli akhbar ameer anaaj ande angan angrez apnaa apnon " +
    "aspataal aspatal aurat auraten auraton aurten baad baadal baalon baarat baarish baccha bacche bacchon bachcha " +
    "bachche bachchi bachchon bachi badhai badi bagal bageecha bagiche bahar bahen bahu bahuton baitha baithe " +
    "baithi bakri bakriyan banata banate banati banaya banayi bandar baraat barish bartan bazar bechta bechte " +
    "bechti beech behen bete beti bhabhi bhabi bhains bhara bharatiya bhare bhari bharta bhartiya billi billiyan " +
    "bistar bivi bolna bolta bolti bua budha budhe bura bure buzurg chaand chachi chaho chahta chahte chahti chalao " +
    "chalata chalati chalta chalte chalti chappal chashma chawal cheeni chehra chehre chhat chhota chhote chhoti " +
    "chidiya chidiyan chitra chota chote choti chowk chudiyan chunav churiyan dadi daftar darwaza darwaze daudta " +
    "daudte daudti deewar dekhiye dekhna dekhne dekho dekhta dekhte dekhti dene deta dete deti dhanyavad dhanyawad " +
    "dhote dhoti dijiye diwar doodh doosra doosri dopahar dosti doston drishya dukaan dukan dukandar dukh dulha " +
    "dulhan dusra dusri fasal gaana gaane gaanv gaata gaate gaati gaay gali galiyan galiyon ganda gande gaon garam " +
    "gareeb garib garma garmi geet gehne ghare gharon ghoda ghode ghunghat gira gire giri girjaghar gulabi " +
    "gurudwara gussa haath haathi haathon hamara hamare hamari hansta hanste hansti hathi hawa hindustani honth " +
    "ibadat idhar imarat inhone insaan itne itni jaana jaane jaisa jaisi jangal jangh jangle janwar janwaron javan " +
    "javani jawan jawani jeevan jheel jindagi jism jivan joote jyada kaafir kaala kaali kaam kaamkaj kaaryalay " +
    "kaatte kaatti kagaz kahani kaisa kaisi kalam kamre kamsin kamuk kanoon kapda kapde kapdon karein karke karwana " +
    "karwate katori khaana khaata khabar khada khade khadi khana khane kharidta kharidte kharidti khata khate khati " +
    "khel khelta khelte khelti khet khetiyan kheton khidki khinchte khinchti khoobsurat khubsurat khush khushi " +
    "kijiye kila kisaan kisan kisi kisko kisne kitab kitaben kitabon kitna kitni kuchh kursi kutta kutte kyunki " +
    "laal ladka ladke ladki ladkiyan ladkiyon ladkon lagane lagaye lagta lagte lagti lambe lambi lekar leke lekin " +
    "lene leta leti libas lijiye likhta likhte likhti liya machhar machhli machli magar mahila mahilaon mahilayen " +
    "mahina majdoor makaan makan manana manate manati mandiron masale mataji mausi maut mazdoor meetha meethi " +
    "mehnat mele milkar milna milta milte milti mithai mithaiyan murga murgi musalmaan musalman muskurata muskurate " +
    "muskurati naachte nachta nachte nachti nadiyan nafrat namaskar nanga nange nangi nashta natak naukar naukri " +
    "naya naye nayi nazara neeche neele nritya oont paani padhai padhta padhte padhti padosan padosi pahaad pahad " +
    "pahadi pahado pahadon pahna pahne pahni pairon paisa paise pakata pakate pakati pakshi panchhi parivaar " +
    "parivar pathshala pati patla patli patni patthar pedon peeche peela peeli peeta peete peeti pehla pehle pehli " +
    "pehna pehne pehni phal phool phoolon phul piche pitaji piti poshak prarthana purana purane purani pyara pyare " +
    "pyari raatein rakha rakhe rakhna rakhta rakhte rakhti rangeen rangon rasoi rota rotiyan saal saamne saas sabka " +
    "sabko sabzi sabziyan sabziyon sadak sadken safed sagai saheli sajate sajati sajaya sajayi samaaj samachar " +
    "samandar samay samne samudra samundar sangeet sardi sasur savera savere shaam shahar shehar shubh " +
    "shubhkamnayen shukriya sindoor sitare sooraj sota soti subah sukh sundar sundarta sunta sunte sunti swagat " +
    "taare taiyar taraf tasveer tasveeren tasvir tasvire tayar tayyar thand thanda thande thoda thode thodi tumhara " +
    "tumhare tumhari tyauhar tyohaar tyohar udaas udhar unhone upar utha uthate uthati uthaye utna vaale vaali " +
    "videshi vidyalaya vivah waale waali wahan waisa waqt yaha yahan yuva yuvak yuvati zamana zevar zewar zyada"
  ).split(" "),
);

/**
 * Whether a text is Hindi in Latin letters, which language detectors by n-grams know in Devanagari only: a seventh of
 * its words or more are little words of Hindi, one of them no other language's, or two of them different; or a quarter
 * are words of Hindi of both lists, two of them different and one an everyday word, as titles have them.
 */
export function isRomanisedHindi(text: string): boolean {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const little = words.filter((word) => WORDS.has(word));
  const hasOwn = little.some((word) => !SHARED.has(word));
  if ((hasOwn || new Set(little).size > 1) && little.length * 7 >= words.length) return true;
  const everyday = words.filter((word) => EVERYDAY.has(word));
  const found = [...little, ...everyday];
  return everyday.length > 0 && new Set(found).size > 1 && found.length * 4 >= words.length;
}
