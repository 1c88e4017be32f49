"""Given and family names by ethnicity code, commonest first, with nicknames and other spellings.

The groups' weights are an assumption about a mixed county and city in the English Midlands, not a statistic.
Codes are the children-in-need census's ethnicity codes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Naming:
    """How one group names people. Earlier names are drawn more often than later ones."""

    ethnicity: str
    county_weight: float
    city_weight: float
    languages: tuple[str, ...]
    girls: tuple[str, ...]
    boys: tuple[str, ...]
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]


def _names(run: str) -> tuple[str, ...]:
    return tuple(name.replace("_", " ") for name in run.split())


_ENGLISH = "English"
_BRITISH_FAMILIES = _names(
    "Smith Jones Taylor Brown Williams Wilson Johnson Walker Wright Robinson Thompson White Hughes Edwards Green "
    "Hall Wood Harris Lewis Martin Jackson Clarke Turner Hill Cooper Ward Morris Moore Clark Baker Harrison King "
    "Morgan Allen James Scott Phillips Watson Davis Parker Bennett Price Griffiths Young Cook Shaw Bailey Colclough "
    "Bagnall Mountford Heath Bourne Sherratt Salt Tunnicliffe Brindley Cartlidge Machin Copestake Beech Leese Goodwin "
    "Boulton Barlow Steele Plant Podmore Rowley Stubbs Wain Hulme Whittaker Fallows Ash-Croft Deakin Hollins"
)
_BRITISH_GIRLS = _names(
    "Olivia Amelia Isla Ava Lily Evie Poppy Ella Freya Ivy Grace Millie Sophie Ruby Daisy Maisie Lacey Ellie-Mae "
    "Lexi Scarlett Layla Rosie Willow Harper Skye Summer Paige Megan Chloe Keira Jessica Elsie Florence Phoebe Erin "
    "Bethany Nevaeh Lola Darcie Heidi Bonnie Lyra Autumn Esme Orla Tilly Amber-Rose Faith Niamh Zara"
)
_BRITISH_BOYS = _names(
    "Oliver Jack Harry George Noah Alfie Charlie Oscar Leo Archie Freddie Theo Tyler Logan Mason Riley Jayden Kai "
    "Callum Liam Ethan Jacob Thomas Joshua Harley Ollie Reggie Ronnie Tommy-Lee Finley Dylan Connor Kian Luca Jude "
    "Albie Rory Hunter Jenson Toby Blake Reuben Ellis Zachary Bobby Louie Caleb Ashton Corey Stanley"
)
_BRITISH_WOMEN = _names(
    "Sarah Emma Claire Lisa Rebecca Gemma Laura Kelly Stacey Natalie Donna Michelle Joanne Samantha Leanne Kirsty "
    "Hayley Charlotte Jade Chantelle Margaret Patricia Jean Dorothy Sheila Maureen Susan Christine Barbara Pauline "
    "Linda Julie Karen Tracey Amanda Nicola Elizabeth Catherine Victoria Zoe Beverley Eileen Joan Doreen Winifred"
)
_BRITISH_MEN = _names(
    "David Paul Mark Andrew Stephen Lee Craig Darren Jason Christopher Michael Robert Matthew Daniel James Ryan "
    "Carl Shaun Dean Gary Wayne Anthony Kevin Ian Peter John William Kenneth Ronald Derek Raymond Brian Alan Keith "
    "Trevor Dennis Scott Jamie Ashley Nathan Aaron Adam Luke Simon Philip Albert Arthur Norman Stuart Neil"
)
_SOUTH_ASIAN_GIRLS = _names(
    "Fatima Aisha Maryam Zainab Hafsa Khadija Amina Sana Iqra Mariam Aleena Noor Zahra Sumaiya Inaya Safa Hiba "
    "Anaya Eshal Ayesha Laiba Areeba Mahnoor Haleema"
)
_SOUTH_ASIAN_BOYS = _names(
    "Mohammed Ali Ibrahim Yusuf Hamza Ahmed Zain Hassan Adam Umar Bilal Ismail Mustafa Haris Rayyan Zakariya Eesa "
    "Sufyan Abdullah Idris Musa Haroon Daniyal Ayaan"
)
_SOUTH_ASIAN_WOMEN = _names(
    "Shazia Nasreen Samina Rukhsana Farzana Nazia Saima Shabana Rehana Tahira Parveen Yasmin Rubina Naheed Sadia "
    "Kausar Zubaida Bushra"
)
_SOUTH_ASIAN_MEN = _names(
    "Mohammed Imran Asif Tariq Nadeem Shahid Khalid Zahid Naveed Rizwan Waseem Abdul Sajid Javed Arshad Iqbal "
    "Yaqoob Mahmood"
)

NAMINGS: Final[tuple[Naming, ...]] = (
    Naming(
        "WBRI",
        88.0,
        76.0,
        (_ENGLISH,),
        _BRITISH_GIRLS,
        _BRITISH_BOYS,
        _BRITISH_WOMEN,
        _BRITISH_MEN,
        _BRITISH_FAMILIES,
    ),
    Naming(
        "APKN",
        2.0,
        8.0,
        (_ENGLISH, "Urdu", "Punjabi", "Pashto"),
        _SOUTH_ASIAN_GIRLS,
        _SOUTH_ASIAN_BOYS,
        _SOUTH_ASIAN_WOMEN,
        _SOUTH_ASIAN_MEN,
        _names(
            "Khan Hussain Ahmed Ali Akhtar Mahmood Iqbal Begum Bibi Malik Shah Mirza Butt Chaudhry Rashid Aslam"
        ),
    ),
    Naming(
        "ABAN",
        0.5,
        2.0,
        (_ENGLISH, "Bengali", "Sylheti"),
        _SOUTH_ASIAN_GIRLS,
        _SOUTH_ASIAN_BOYS,
        _names("Rahima Shirin Nasima Rehana Jahanara Salma Hasina Momotaz"),
        _names("Abdul Rafiq Shafiq Kamal Jamal Anwar Mizan Habibur"),
        _names("Begum Miah Rahman Uddin Islam Khatun Hoque Chowdhury Ali Ahmed"),
    ),
    Naming(
        "AIND",
        1.5,
        1.5,
        (_ENGLISH, "Punjabi", "Gujarati", "Malayalam"),
        _names("Priya Anjali Diya Simran Jasmine Aanya Meera Harleen Kavya Navneet"),
        _names("Arjun Rohan Dev Aarav Gurpreet Karan Nikhil Jasdeep Vivaan Manvir"),
        _names("Sunita Rajinder Kamaljit Usha Anita Jaswinder Harjit Sheela Bindu"),
        _names("Rajesh Sukhdev Balwinder Sanjay Harjinder Anil Manoj Joseph Thomas"),
        _names("Singh Kaur Patel Sharma Gill Sandhu Thomas Mathew Desai Varghese Bains"),
    ),
    Naming(
        "WOTH",
        3.5,
        4.0,
        ("Polish", _ENGLISH, "Romanian", "Lithuanian", "Ukrainian"),
        _names(
            "Zuzanna Maja Julia Oliwia Lena Alicja Sofia Maria Andreea Emilija Oleksandra Kateryna Daria Ioana"
        ),
        _names(
            "Jakub Kacper Szymon Antoni Filip Adrian Matei David Lukas Maksym Oleksandr Dominik Bartosz Andrei"
        ),
        _names("Agnieszka Katarzyna Małgorzata Anna Elena Mihaela Oksana Iryna Rasa Joanna Ewa"),
        _names("Tomasz Piotr Krzysztof Marek Paweł Ionut Vasile Gheorghe Andriy Volodymyr Darius Łukasz"),
        _names(
            "Kowalski Nowak Wiśniewski Wójcik Lewandowski Zieliński Popa Ionescu Dumitru Kazlauskas Shevchenko "
            "Kovalenko Mazur Szymański Munteanu"
        ),
    ),
    Naming(
        "BAFR",
        0.8,
        2.5,
        (_ENGLISH, "Shona", "Tigrinya", "Somali", "Yoruba"),
        _names("Blessing Tanaka Amara Hodan Selam Ngozi Rudo Ruvimbo Fiyori Oluwaseun Chiamaka Temi"),
        _names("Tinashe Emmanuel Tendai Abel Yonas Kwame Chidi Ayo Abdi Farai Samuel Ebuka"),
        _names("Grace Precious Chipo Folake Adaeze Semhar Fartun Rutendo Mercy"),
        _names("Emmanuel Tatenda Godfrey Chukwuemeka Tesfay Mohamed Kofi Olumide Blessed"),
        _names("Moyo Ncube Okafor Adeyemi Mensah Osei Ndlovu Tesfay Abdi Warsame Sibanda Okonkwo Boateng"),
    ),
    Naming(
        "BCRB",
        0.4,
        0.8,
        (_ENGLISH,),
        _names("Shanice Tiana Renee Aaliyah Kezia Imani"),
        _names("Jermaine Malachi Tyrese Isaiah Romario Andre"),
        _names("Marcia Sharon Yvonne Beverley Sonia Lorraine"),
        _names("Winston Leroy Delroy Errol Clifton Devon"),
        _names("Campbell Grant Francis Reid Gordon Bailey Henry Brown Clarke Powell"),
    ),
    Naming(
        "MWBC",
        1.4,
        1.7,
        (_ENGLISH,),
        _BRITISH_GIRLS,
        _BRITISH_BOYS,
        _BRITISH_WOMEN,
        _BRITISH_MEN,
        _names(
            "Campbell-Jones Brown Grant Clarke Reid-Taylor Francis Bailey Walker Morgan-Henry Lewis Wright"
        ),
    ),
    Naming(
        "MWAS",
        0.9,
        1.2,
        (_ENGLISH,),
        _BRITISH_GIRLS,
        _SOUTH_ASIAN_BOYS,
        _BRITISH_WOMEN,
        _SOUTH_ASIAN_MEN,
        _names("Khan Ali-Smith Ahmed Hussain Taylor-Khan Shah Malik Bailey-Ali"),
    ),
    Naming(
        "WROM",
        0.4,
        0.6,
        ("Romani", _ENGLISH, "Slovak"),
        _names("Margita Denisa Vanesa Savannah Kizzy Britannia Nikola"),
        _names("Patrik Marek Dominik Levi Elijah Jimmy Samuel"),
        _names("Margita Irena Žaneta Rosanna Mary"),
        _names("Ladislav Jozef Jimmy Nelson Milan"),
        _names("Horváth Balog Lee Smith Boswell Loveridge Gábor"),
    ),
    Naming(
        "OOTH",
        0.5,
        1.5,
        ("Arabic", "Kurdish Sorani", "Dari", "Farsi", _ENGLISH),
        _names("Shilan Rojin Nour Yara Parwana Zahra Huda Lamia"),
        _names("Omar Rebin Karwan Samir Hamid Farhad Youssef Mustafa"),
        _names("Nasrin Shirin Layla Rana Golnar Samira Hanan"),
        _names("Karwan Dilshad Hassan Nabil Reza Ghulam Omar Ahmad"),
        _names("Hassan Ahmadi Al-Khatib Rostami Karimi Saleh Haddad Omar Aziz"),
    ),
    Naming(
        "CHNE",
        0.1,
        0.2,
        ("Cantonese", "Mandarin", _ENGLISH),
        _names("Mei Xinyi Hoi-Ching Emily"),
        _names("Jun Haoran Ka-Ming Jason"),
        _names("Wai-Ling Li Fang Suk-Yee"),
        _names("Wei Chi-Keung Jian Ho-Yin"),
        _names("Wong Chen Lam Cheung Li Zhang"),
    ),
)

MONONYMS: Final[tuple[str, ...]] = (
    "Zabiullah",
    "Parwana",
    "Suharti",
    "Tenzin",
    "Gulalai",
    "Khadija",
    "Bashir",
)
"""Names of people who have one name only; it stands as the family name."""

NICKNAMES: Final[dict[str, tuple[str, ...]]] = {
    "Oliver": ("Ollie",),
    "Charlie": ("Chaz",),
    "Thomas": ("Tom", "Tommy"),
    "Joshua": ("Josh",),
    "Jacob": ("Jake",),
    "Zachary": ("Zac",),
    "Jessica": ("Jess", "Jessie"),
    "Bethany": ("Beth",),
    "Florence": ("Flo", "Flossie"),
    "Isla": ("Izzy",),
    "Megan": ("Meg",),
    "Sophie": ("Soph",),
    "Elizabeth": ("Liz", "Beth", "Betty"),
    "Margaret": ("Maggie", "Peggy", "Meg"),
    "Patricia": ("Pat", "Trish"),
    "Dorothy": ("Dot", "Dolly"),
    "Catherine": ("Cath", "Kate"),
    "Victoria": ("Vicky",),
    "Samantha": ("Sam",),
    "Rebecca": ("Becky", "Becca"),
    "Natalie": ("Nat",),
    "Susan": ("Sue",),
    "Barbara": ("Babs",),
    "Winifred": ("Win", "Freda"),
    "David": ("Dave", "Davey"),
    "Andrew": ("Andy", "Drew"),
    "Stephen": ("Steve",),
    "Christopher": ("Chris", "Kit"),
    "Michael": ("Mick", "Mike"),
    "Robert": ("Bob", "Rob", "Bobby"),
    "Matthew": ("Matt",),
    "Daniel": ("Dan", "Danny"),
    "James": ("Jim", "Jimmy", "Jamie"),
    "Anthony": ("Tony",),
    "William": ("Bill", "Billy", "Will"),
    "Kenneth": ("Ken",),
    "Ronald": ("Ron",),
    "Raymond": ("Ray",),
    "Albert": ("Bert",),
    "Arthur": ("Art",),
    "Norman": ("Norm",),
    "Katarzyna": ("Kasia",),
    "Małgorzata": ("Gosia",),
    "Agnieszka": ("Aga",),
    "Tomasz": ("Tomek",),
    "Oleksandr": ("Sasha",),
    "Emmanuel": ("Manny",),
    "Jaswinder": ("Jas",),
    "Balwinder": ("Bal",),
}

OTHER_SPELLINGS: Final[dict[str, tuple[str, ...]]] = {
    "Mohammed": ("Muhammad", "Mohamed", "Mohammad", "Md"),
    "Mohamed": ("Maxamed", "Mohammed"),
    "Yusuf": ("Yousuf", "Yousef"),
    "Youssef": ("Yusuf", "Yousef"),
    "Aisha": ("Ayesha", "Aysha"),
    "Ayesha": ("Aisha", "Aysha"),
    "Maryam": ("Mariam", "Miriam"),
    "Hussain": ("Hussein", "Husain"),
    "Ahmed": ("Ahmad", "Achmed"),
    "Hassan": ("Hasan",),
    "Umar": ("Omar",),
    "Zakariya": ("Zachariah", "Zakaria"),
    "Chaudhry": ("Choudhury", "Chowdhry"),
    "Rahman": ("Rehman",),
    "Uddin": ("Udin",),
    "Wiśniewski": ("Wisniewski", "Wisniewska"),
    "Kowalski": ("Kowalska",),
    "Wójcik": ("Wojcik",),
    "Zieliński": ("Zielinska", "Zielinski"),
    "Szymański": ("Szymanska", "Shimanski"),
    "Paweł": ("Pawel", "Pavel"),
    "Łukasz": ("Lukasz", "Lucas"),
    "Małgorzata": ("Malgorzata",),
    "Oleksandr": ("Alexander", "Aleksandr"),
    "Kateryna": ("Katerina", "Ekaterina"),
    "Shevchenko": ("Schevchenko",),
    "Horváth": ("Horvath", "Horvat"),
    "Tesfay": ("Tesfai", "Tesfaye"),
    "Al-Khatib": ("El Khatib", "Alkhatib"),
    "Cheung": ("Zhang",),
    "Wong": ("Huang",),
    "Thompson": ("Thomson",),
    "Clarke": ("Clark",),
    "Phillips": ("Philips",),
    "Tunnicliffe": ("Tunnicliff",),
    "Stephen": ("Steven",),
    "Niamh": ("Neve",),
    "Sophie": ("Sofie",),
    "Isla": ("Eila",),
    "Leanne": ("Lianne",),
    "Catherine": ("Katherine", "Kathryn"),
    "Shaun": ("Sean", "Shawn"),
}
