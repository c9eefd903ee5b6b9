//! The people of the demonstration: who they are and what they sell. Nobody of them exists.

use visavis_domain::session::Channel;

/// Somebody who sells time.
pub(super) struct Seller {
    /// The part before the at sign, and the name of the pictures.
    pub id: &'static str,
    pub name: &'static str,
    pub headline: &'static str,
    pub about: &'static str,
    pub topics: &'static str,
    pub languages: &'static [&'static str],
    pub tz: &'static str,
    pub country: &'static str,
    pub portrait: &'static [u8],
    pub cover: &'static [u8],
    pub services: &'static [Sold],
}

/// A service: title, minutes, price in minor units, channel, description.
pub(super) struct Sold(pub &'static str, pub u32, pub i64, pub Channel, pub &'static str);

/// Somebody who buys, or runs the site.
pub(super) struct Someone {
    pub id: &'static str,
    pub name: &'static str,
    pub nickname: &'static str,
    pub tz: &'static str,
    pub portrait: Option<&'static [u8]>,
}

macro_rules! picture {
    ($name:literal) => {
        include_bytes!(concat!("../../demo/", $name, ".webp"))
    };
}

/// The clients.
pub(super) const CLIENTS: &[Someone] = &[
    Someone {
        id: "marta",
        name: "Marta Ferreira",
        nickname: "rosewater",
        tz: "Europe/Lisbon",
        portrait: Some(picture!("marta")),
    },
    Someone {
        id: "felix",
        name: "Felix Brandt",
        nickname: "paperboat",
        tz: "Europe/Berlin",
        portrait: Some(picture!("felix")),
    },
    Someone {
        id: "ruth",
        name: "Ruth Adler",
        nickname: "nightjar",
        tz: "America/New_York",
        portrait: None,
    },
];

/// Who runs the site.
pub(super) const OPERATOR: Someone = Someone {
    id: "olga",
    name: "Olga Reyes",
    nickname: "house",
    tz: "Europe/Madrid",
    portrait: None,
};

/// The hosts, the newest last.
pub(super) const HOSTS: &[Seller] = &[
    Seller {
        id: "gabriel",
        name: "Gabriel Santos",
        headline: "Voice coach for speakers and singers",
        about: "Fifteen years on stage, nine of them teaching. We work on breath and resonance \
                first, then on the sentence that matters to you.\n\nBring a glass of water and a \
                room in which you may be loud.",
        topics: "Voice, Public speaking, Singing, Breath",
        languages: &["pt", "en", "es"],
        tz: "America/Sao_Paulo",
        country: "BR",
        portrait: picture!("gabriel"),
        cover: picture!("gabriel-cover"),
        services: &[
            Sold(
                "First voice check",
                25,
                2_900,
                Channel::Video,
                "You read a page, I listen. You leave with two exercises made for your voice and a recording plan for two weeks.",
            ),
            Sold(
                "Rehearse your talk",
                60,
                6_400,
                Channel::Video,
                "We run your talk twice. After the first run we cut and mark pauses, in the second you hold the room. You get my marked script.",
            ),
        ],
    },
    Seller {
        id: "aino",
        name: "Aino Virtanen",
        headline: "Data-protection adviser for small companies",
        about: "I translate the law into a list of things to do this week. Former auditor, now on \
                your side of the table.\n\nI do not replace your lawyer; I make your hour with \
                them shorter.",
        topics: "GDPR, Privacy, Contracts, Audits",
        languages: &["fi", "en", "sv"],
        tz: "Europe/Helsinki",
        country: "FI",
        portrait: picture!("aino"),
        cover: picture!("aino-cover"),
        services: &[
            Sold(
                "One question, one answer",
                20,
                3_900,
                Channel::Video,
                "Send the question beforehand. You get a plain answer with its source, and what to write down so that you can show it later.",
            ),
            Sold(
                "Walk through your website",
                50,
                9_500,
                Channel::Video,
                "You share the screen, we go through forms, cookies and mails. You receive a list ordered by risk, each item with the smallest change that mends it.",
            ),
            Sold(
                "Prepare for an audit",
                90,
                16_000,
                Channel::Video,
                "Records of processing, contracts with processors, deletion periods: we check what you have, and draft what is missing together.",
            ),
        ],
    },
    Seller {
        id: "ines",
        name: "Ines Carvalho",
        headline: "Tax help for the self-employed",
        about: "Invoices in a shoebox are welcome. I explain each form once, slowly, so that you \
                need me less next year.\n\nI know Portugal and Spain well and work across borders \
                within the Union.",
        topics: "Taxes, VAT, Freelancing, Bookkeeping",
        languages: &["pt", "es", "en"],
        tz: "Europe/Lisbon",
        country: "PT",
        portrait: picture!("ines"),
        cover: picture!("ines-cover"),
        services: &[
            Sold(
                "Sort the shoebox",
                45,
                5_500,
                Channel::Video,
                "We go through your papers on camera and build a folder structure that survives the year.",
            ),
            Sold(
                "VAT across borders",
                30,
                4_800,
                Channel::Video,
                "Who charges what to whom, and where it is declared. Bring two of your real invoices.",
            ),
            Sold(
                "Ask by chat",
                30,
                3_200,
                Channel::Chat,
                "For those who would rather write. Short questions, short answers, and links to the official forms.",
            ),
        ],
    },
    Seller {
        id: "marc",
        name: "Marc Dubois",
        headline: "Garden adviser for small plots and balconies",
        about: "Show me your soil with the rear camera and I tell you what it wants. I have grown \
                vegetables on a north-facing balcony for eleven years, so nothing scares me.",
        topics: "Gardening, Balcony, Vegetables, Compost",
        languages: &["fr", "en"],
        tz: "Europe/Paris",
        country: "FR",
        portrait: picture!("marc"),
        cover: picture!("marc-cover"),
        services: &[
            Sold(
                "Plant doctor",
                15,
                1_600,
                Channel::Video,
                "Leaf spots, pests, a tree that sulks. Keep the plant at hand and the camera steady; you leave with one treatment and one thing to watch.",
            ),
            Sold(
                "Plan your season",
                60,
                5_900,
                Channel::Video,
                "We measure your plot or balcony together and draw a planting plan, month by month. You get the drawing afterwards.",
            ),
        ],
    },
    Seller {
        id: "lena",
        name: "Lena Vogel",
        headline: "Photography mentor, light and portfolio",
        about: "I look at your pictures the way a picture editor does, and say it the way a friend \
                would. Twenty years of reportage, now mostly teaching.",
        topics: "Photography, Portfolio, Light, Editing",
        languages: &["de", "en"],
        tz: "Europe/Vienna",
        country: "AT",
        portrait: picture!("lena"),
        cover: picture!("lena-cover"),
        services: &[
            Sold(
                "Portfolio of twenty",
                50,
                7_800,
                Channel::Video,
                "Send forty pictures, we keep twenty and find their order. I explain each no.",
            ),
            Sold(
                "One lamp, one face",
                30,
                4_200,
                Channel::Video,
                "A live lesson with whatever lamp you own. You set it up, I direct, we compare eight pictures.",
            ),
        ],
    },
    Seller {
        id: "mei",
        name: "Mei Tanaka",
        headline: "Japanese coach for work and travel",
        about: "I teach the sentences that you will really say, and the silence between them. \
                Complete beginners and rusty N2 holders are equally welcome.",
        topics: "Japanese, Business etiquette, Pronunciation",
        languages: &["ja", "en"],
        tz: "Asia/Tokyo",
        country: "JP",
        portrait: picture!("mei"),
        cover: picture!("mei-cover"),
        services: &[
            Sold(
                "Conversation, half an hour",
                30,
                2_600,
                Channel::Video,
                "We talk about your week in Japanese. I write down what you wanted to say and could not, and you keep the list.",
            ),
            Sold(
                "Prepare an interview",
                60,
                5_200,
                Channel::Video,
                "A mock interview with the polite forms that are expected, then the same again without my help.",
            ),
            Sold(
                "Write a mail together",
                30,
                2_400,
                Channel::Chat,
                "Bring the mail that you have been putting off. We write it in the chat, and I explain each ending.",
            ),
        ],
    },
    Seller {
        id: "amara",
        name: "Amara Osei",
        headline: "Nurse, health questions without hurry",
        about: "Registered nurse with twelve years on a children's ward. I help you to prepare a \
                doctor's visit, to understand a letter, and to sort what is urgent from what can \
                wait.\n\nI make no diagnosis and I am not for emergencies.",
        topics: "Health, Children, Sleep, Diabetes",
        languages: &["en", "fr"],
        tz: "Africa/Accra",
        country: "GH",
        portrait: picture!("amara"),
        cover: picture!("amara-cover"),
        services: &[
            Sold(
                "Understand a letter",
                20,
                2_200,
                Channel::Video,
                "Hold the doctor's letter to the camera or read it to me. We go through each line, and you write down what to ask next.",
            ),
            Sold(
                "Newborn evening",
                45,
                4_400,
                Channel::Video,
                "Feeding, sleep, crying, and when to call a doctor. Both parents are welcome.",
            ),
            Sold(
                "By phone, no camera",
                30,
                2_800,
                Channel::Phone,
                "The same calm half hour, for those who would rather not be seen.",
            ),
        ],
    },
    Seller {
        id: "jonas",
        name: "Jonas Weber",
        headline: "Home network and Mac help",
        about: "Patient with people, strict with routers. I see your screen, you keep the mouse, \
                and afterwards you know what we did.",
        topics: "Wi-Fi, macOS, Backups, Printers",
        languages: &["de", "en"],
        tz: "Europe/Berlin",
        country: "DE",
        portrait: picture!("jonas"),
        cover: picture!("jonas-cover"),
        services: &[
            Sold(
                "Wi-Fi that reaches the kitchen",
                40,
                3_600,
                Channel::Video,
                "We measure, move and rename until it works in every room. You need a phone and the password of your router.",
            ),
            Sold(
                "A backup you can trust",
                30,
                3_000,
                Channel::Video,
                "We set it up, then we get one file back, because only that proves it.",
            ),
        ],
    },
    Seller {
        id: "priya",
        name: "Priya Raman",
        headline: "Tarot reader and dream work",
        about: "Cards on camera, clear language, no fear. I read what is on the table and ask more \
                than I tell; the decisions stay yours.",
        topics: "Tarot, Dreams, Decisions",
        languages: &["en", "ta"],
        tz: "Asia/Kolkata",
        country: "IN",
        portrait: picture!("priya"),
        cover: picture!("priya-cover"),
        services: &[
            Sold(
                "Three cards",
                20,
                2_400,
                Channel::Video,
                "One question, three cards, one sentence to take along. Good for a first visit.",
            ),
            Sold(
                "A dream, slowly",
                50,
                4_900,
                Channel::Video,
                "You tell the dream twice. We look at what changed between the two tellings.",
            ),
        ],
    },
    Seller {
        id: "noor",
        name: "Noor Haddad",
        headline: "Career mentor, product design",
        about: "Portfolio reviews that end with three things to change. I have hired forty \
                designers and remember what each of them was afraid of.",
        topics: "Design, Interviews, Portfolio, Negotiation",
        languages: &["en", "ar"],
        tz: "Asia/Amman",
        country: "JO",
        portrait: picture!("noor"),
        cover: picture!("noor-cover"),
        services: &[
            Sold(
                "Portfolio review",
                45,
                6_900,
                Channel::Video,
                "You show two projects as you would in an interview. I stop you three times, and each stop is something to change.",
            ),
            Sold(
                "Salary talk rehearsal",
                30,
                4_500,
                Channel::Video,
                "I play the other side, first friendly, then not. You leave with your number and the sentence that carries it.",
            ),
            Sold(
                "Plan the next year",
                75,
                9_900,
                Channel::Video,
                "Where you are, what you want to be asked to do, and the two people who should know about it.",
            ),
        ],
    },
    Seller {
        id: "tomas",
        name: "Tomas Lind",
        headline: "Maths tutor, school to degree",
        about: "We draw it first. The algebra comes second. I taught at a school for eight years \
                and at the university for six, and I still like the questions that begin with \
                *this is probably stupid*.",
        topics: "Calculus, Statistics, Linear algebra, Exams",
        languages: &["en", "sv", "de"],
        tz: "Europe/Stockholm",
        country: "SE",
        portrait: picture!("tomas"),
        cover: picture!("tomas-cover"),
        services: &[
            Sold(
                "One problem, understood",
                25,
                1_900,
                Channel::Video,
                "Bring one problem. We do not solve it before you can say in your own words what it asks.",
            ),
            Sold(
                "Exam in a week",
                60,
                4_200,
                Channel::Video,
                "A map of what will be asked, what you can do already, and seven evenings that fit between.",
            ),
            Sold(
                "Statistics for a thesis",
                60,
                5_400,
                Channel::Video,
                "Your data, your question, the test that fits, and how to write it so that your supervisor nods.",
            ),
        ],
    },
    Seller {
        id: "idris",
        name: "Idris Bello",
        headline: "Rust and PostgreSQL engineer",
        about: "I read the stack trace with you and stay until it builds. Ten years of backends, \
                five of them in Rust; I like lifetimes and dislike heroics.\n\nShare your screen \
                or your repository, whichever you are allowed to.",
        topics: "Rust, PostgreSQL, CI, Performance",
        languages: &["en", "fr"],
        tz: "Africa/Lagos",
        country: "NG",
        portrait: picture!("idris"),
        cover: picture!("idris-cover"),
        services: &[
            Sold(
                "Borrow checker, half an hour",
                30,
                4_900,
                Channel::Video,
                "One error that you cannot get rid of. We make it compile, and you can explain why.",
            ),
            Sold(
                "Slow query",
                45,
                7_400,
                Channel::Video,
                "Bring the query and its plan. We find the missing index or the question that should not be asked.",
            ),
            Sold(
                "Review a pull request together",
                60,
                9_200,
                Channel::Video,
                "We read it line by line, I say aloud what I would change and what I would leave. You keep the notes.",
            ),
            Sold(
                "Design review",
                90,
                13_800,
                Channel::Video,
                "You explain the system to me as to a new colleague. I ask until the drawing holds.",
            ),
        ],
    },
    Seller {
        id: "sofia",
        name: "Sofia Marchetti",
        headline: "Grief and couples counselor",
        about: "Slow, practical conversations for the weeks after a loss, and for two people who \
                keep having the same argument.\n\nI am a counselor with a degree from Bologna and \
                sixteen years of practice. I listen first, and I will tell you when another kind \
                of help would be better. If you are in danger now, please call your emergency \
                number.",
        topics: "Grief, Couples, Anxiety",
        languages: &["en", "it"],
        tz: "Europe/Rome",
        country: "IT",
        portrait: picture!("sofia"),
        cover: picture!("sofia-cover"),
        services: &[
            Sold(
                "First conversation",
                25,
                4_000,
                Channel::Video,
                "We find out whether we suit each other and what would help you now. You leave with one next step, with me or without me.",
            ),
            Sold(
                "Grief session",
                50,
                8_500,
                Channel::Video,
                "Fifty minutes for what is hard to say elsewhere. No homework, no stages; we begin where you are.",
            ),
            Sold(
                "Couples session",
                80,
                12_800,
                Channel::Video,
                "Both of you in one room or in two, as you prefer. We take one argument apart slowly, until each has heard the other once.",
            ),
            Sold(
                "In writing, unseen",
                40,
                5_600,
                Channel::Chat,
                "The same attention by chat, for days on which a voice would be too much.",
            ),
        ],
    },
];
