import type { Random } from './random.ts';

/** The spellings of one name, the usual one first. */
export type Spellings = readonly string[];

/** The names of one people, the commonest first. */
export interface NameStock {
  readonly women: readonly Spellings[];
  readonly boys: readonly Spellings[];
  readonly families: readonly Spellings[];
}

/** `Sita|Seeta|सीता, Gita|Geeta` */
const spellings = (text: string): readonly Spellings[] =>
  text
    .split(',')
    .map((name) => name.trim().split('|'))
    .filter(([first]) => first !== undefined && first !== '');

const stock = (women: string, boys: string, families: string): NameStock => ({
  women: spellings(women),
  boys: spellings(boys),
  families: spellings(families),
});

export const STOCKS = {
  hindi: stock(
    'Sunita|Suneeta|सुनीता, Anita|Aneeta|अनीता, Pooja|Puja|पूजा, Rekha|रेखा, Priyanka|प्रियंका, Kavita|Kavitha|कविता, Lakshmi|Laxmi|लक्ष्मी, Meena|Mina|मीना, Seema|Sima|सीमा, Radha|राधा, Geeta|Gita|गीता, Savitri|Savithri|सावित्री, Nirmala|निर्मला, Kiran|किरण, Archana|अर्चना, Vandana|वंदना, Usha|उषा, Shanti|Santi|शांति',
    'Rahul|राहुल, Amit|अमित, Rohit|रोहित, Aarav|Arav|आरव, Krishna|Krsna|कृष्ण, Vivek|विवेक, Suraj|Sooraj|सूरज, Mohan|मोहन, Deepak|Dipak|दीपक, Arjun|अर्जुन',
    'Kumari|कुमारी, Devi|देवी, Singh|Sinh|सिंह, Sharma|Sarma|शर्मा, Yadav|Yadava|यादव, Gupta|गुप्ता, Verma|Varma|वर्मा, Prasad|Prashad|प्रसाद, Mishra|Misra|मिश्रा, Chauhan|Chouhan|चौहान, Paswan|पासवान, Thakur|Thakoor|ठाकुर',
  ),
  tamil: stock(
    'Lakshmi|Laxmi|லட்சுமி, Selvi|செல்வி, Kavitha|Kavita|கவிதா, Priya|பிரியா, Revathi|Revathy|ரேவதி, Meenakshi|Minakshi|மீனாட்சி, Malathi|Malathy|மாலதி, Sumathi|Sumathy|சுமதி, Vijaya|விஜயா, Sowmya|Soumya|சௌமியா',
    'Karthik|Kartik|கார்த்திக், Murugan|முருகன், Vignesh|விக்னேஷ், Saravanan|சரவணன், Prakash|பிரகாஷ், Dinesh|தினேஷ்',
    'Murugan|முருகன், Subramanian|Subramaniam|சுப்பிரமணியன், Krishnan|கிருஷ்ணன், Rajan|ராஜன், Krishnamurti|Krishnamurthy|கிருஷ்ணமூர்த்தி, Selvam|செல்வம், Raman|ராமன், Natarajan|நடராஜன்',
  ),
  bengali: stock(
    'Fatema|Fatima|ফাতেমা, Nasrin|Nasreen|নাসরিন, Ayesha|Aisha|আয়েশা, Sumaiya|Sumaya|সুমাইয়া, Rahima|Raheema|রহিমা, Shirin|Shireen|শিরিন, Taslima|Tasleema|তাসলিমা, Moriom|Mariyam|মরিয়ম, Salma|সালমা, Rokeya|Roqeya|রোকেয়া',
    'Rakib|Raqib|রাকিব, Arif|Aref|আরিফ, Sakib|Saqib|সাকিব, Hasan|Hassan|হাসান, Tanvir|Tanveer|তানভীর, Imran|ইমরান',
    'Begum|Begam|বেগম, Khatun|Khatoon|খাতুন, Akter|Akhter|আক্তার, Islam|ইসলাম, Rahman|Rohman|রহমান, Hossain|Hussain|হোসেন, Ahmed|Ahmad|আহমেদ, Das|দাস, Miah|Mia|মিয়া',
  ),
  nepali: stock(
    'Sita|Seeta|सीता, Gita|Geeta|गीता, Maya|माया, Laxmi|Lakshmi|लक्ष्मी, Sarita|Sareeta|सरिता, Sabina|Sabeena|सबिना, Bimala|Vimala|विमला, Kamala|कमला, Parbati|Parvati|पार्वती, Sushila|Susheela|सुशीला',
    'Bikash|Vikas|विकास, Suman|सुमन, Prakash|प्रकाश, Ramesh|रमेश, Kiran|किरण, Bishal|Vishal|विशाल',
    'Tamang|तामाङ, Gurung|गुरुङ, Shrestha|Srestha|श्रेष्ठ, Thapa|थापा, Magar|मगर, Rai|राई, Chaudhary|Chaudhari|चौधरी, Karki|कार्की, Adhikari|अधिकारी, Bishwakarma|Biswakarma|विश्वकर्मा',
  ),
  kenyan: stock(
    'Mary, Faith, Grace, Mercy, Akinyi, Wanjiku|Wanjikũ, Achieng|Achien’g, Halima|Haleema, Amina|Aminah, Njeri|Njerĩ, Esther|Ester, Zainabu|Zainab, Chebet, Mwende',
    'Brian|Bryan, Kevin, Juma|Jumaa, Kamau|Kamaũ, Otieno, Hassan|Hasan, Kiprono, Mutua',
    'Odhiambo, Mwangi, Kamau|Kamaũ, Otieno, Wambui|Wambũi, Mohamed|Muhammad|Mohammed, Kipchoge, Mutiso, Wekesa|Wekessa, Omar|Omari',
  ),
  ghanaian: stock(
    'Ama, Akosua, Abena|Abenaa, Yaa, Adwoa|Adjoa, Efua, Esi, Mariama|Maryama, Fati|Faati, Rashida|Rasheeda, Dzifa, Akua',
    'Kwame|Kwami, Kofi|Coffie, Yaw, Kwaku|Kweku, Kojo|Kwadwo, Ibrahim, Alhassan|Al-Hassan, Selorm',
    'Mensah|Mensa, Owusu, Osei, Boateng, Abubakari|Abubakar, Issah|Issa, Addo, Agyeman|Agyemang, Nyarko|Nyarkoh, Amoah|Amoa',
  ),
  andean: stock(
    'María|Maria, Juana, Rosa, Lucía|Lucia, Yolanda|Yolandha, Nely|Nelly, Basilia|Vasilia, Silvia|Sylvia, Carmen, Wara|Huara, Sonia',
    'José|Jose, Juan, Luis, Carlos, Wilmer|Vilmer, Brayan|Brian, Inti',
    'Mamani, Quispe|Qhispi|Quispi, Flores, Condori|Kunturi, Choque|Chuqui, Rodríguez|Rodriguez, Gutiérrez|Gutierrez, Huanca|Wanka, Vargas, Poma|Puma',
  ),
  filipino: stock(
    'Maria|Ma., Angelica|Angelika, Jennifer|Jenifer, Rosalinda, Marites|Maritess, Jasmine|Jasmin, Cristina|Kristina, Lorna, Rowena, Norhaya|Norhaiya',
    'Juan, Jose|José, Angelo, Christian|Kristian, Mark|Marc, Abdul',
    'Santos, Delos Reyes|De los Reyes, Dela Cruz|De la Cruz, Bautista, Garcia|García, Mendoza, Villanueva, Macapagal|Makapagal, Dimaporo|Dimapuro',
  ),
  indonesian: stock(
    'Siti|Sitti, Nur|Noor, Dewi|Devi, Sri, Ayu|Ajoe, Wulan|Woelan, Fitri|Fitria, Rina|Riena, Aisyah|Aisjah|Aisha, Yuliana|Juliana',
    'Muhammad|Mohamad|Moh., Budi|Boedi, Agus|Agoes, Rizky|Rizki, Putra|Poetra, Eko',
    'Sari, Lestari, Rahayu|Rahajoe, Wahyuni|Wahjoeni, Hidayat|Hidajat, Suryani|Soerjani, Siregar, Nasution|Nasoetion, Ningsih',
  ),
  arabic: stock(
    'Fatima|Fatma|فاطمة, Maryam|Mariam|مريم, Khadija|Khadijah|خديجة, Zaynab|Zainab|زينب, Amina|Aamina|آمنة, Aisha|Aïcha|عائشة, Nour|Noor|نور, Huda|Hoda|هدى',
    'Mohammed|Muhammad|محمد, Ahmed|Ahmad|أحمد, Ali|Aly|علي, Omar|Umar|عمر, Yusuf|Youssef|يوسف, Ibrahim|Ebrahim|إبراهيم',
    'Hassan|Hasan|حسن, Abdullah|Abdallah|عبد الله, Al-Masri|El Masry|المصري, Saleh|Salih|صالح, Mansour|Mansur|منصور, Osman|Uthman|عثمان, Haddad|Hadad|حداد',
  ),
} as const satisfies Record<string, NameStock>;

export type StockName = keyof typeof STOCKS;

/** Common names are very common: the next one in the list is rarer by its rank. */
export const commonOf = (random: Random, names: readonly Spellings[]): Spellings =>
  random.weighted(names.map((name, rank) => [name, 1 / (rank + 2)] as const));

const usual = (name: Spellings): string => name[0] ?? '';

/** As most papers write it; one in twenty is kept in another script or spelling. */
export const writtenName = (random: Random, name: Spellings): string =>
  name.length > 1 && random.chance(0.05) ? (name.at(random.int(1, name.length - 1)) ?? usual(name)) : usual(name);

/** The same name by another hand: one of its other spellings, or a slip. */
export const otherSpelling = (random: Random, name: Spellings, written: string): string => {
  const others = name.filter((spelling) => spelling !== written);
  const [first, ...rest] = others;
  return first === undefined ? slip(random, written) : random.pick([first, ...rest]);
};

/** Two neighbouring letters changed round, or one written twice. */
const slip = (random: Random, text: string): string => {
  const letters = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
  const at = random.int(0, Math.max(0, letters.length - 2));
  const [one = '', two = ''] = [letters[at], letters[at + 1]];
  const changed = one === two || at === 0 ? [one, one, two] : [two, one];
  return [...letters.slice(0, at), ...changed, ...letters.slice(at + 2)].join('');
};
