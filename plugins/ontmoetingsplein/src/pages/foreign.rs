//! For who writes in a language that the plaza does not understand: that it does not, and where there is help.

use fieldlab_service::prelude::*;
use maud::html;

use super::style;
use crate::inquiry::Inquiry;

/// The same words in one of five languages. README.md says who looked at them.
struct Spoken {
    code: &'static str,
    /// The codes that a question is taken to be in when this one comes first.
    seen_as: &'static [&'static str],
    from_the_right: bool,
    name: &'static str,
    not_understood: &'static str,
    desk: &'static str,
    danger: &'static str,
}

const SPOKEN: [Spoken; 5] = [
    Spoken {
        code: "ar",
        seen_as: &["ar"],
        from_the_right: true,
        name: "العربية",
        not_understood: "تفهم هذه الصفحة اللغة الهولندية واللغة الإنجليزية فقط.",
        desk: "هل تحتاج إلى مساعدة؟ اذهب إلى بلدية مدينتك أو إلى المكتبة العامة. يمكنك أن تأخذ معك شخصًا يتكلم الهولندية.",
        danger: "هل هناك خطر الآن؟ اتصل بالرقم 112.",
    },
    Spoken {
        code: "uk",
        seen_as: &["uk"],
        from_the_right: false,
        name: "Українська",
        not_understood: "Ця сторінка розуміє лише нідерландську та англійську мови.",
        desk: "Потрібна допомога? Зверніться до муніципалітету або до бібліотеки. Ви можете взяти з собою людину, яка говорить нідерландською.",
        danger: "Є небезпека просто зараз? Телефонуйте 112.",
    },
    Spoken {
        code: "pl",
        seen_as: &[],
        from_the_right: false,
        name: "Polski",
        not_understood: "Ta strona rozumie tylko język niderlandzki i angielski.",
        desk: "Potrzebujesz pomocy? Idź do urzędu gminy lub do biblioteki. Możesz zabrać ze sobą kogoś, kto mówi po niderlandzku.",
        danger: "Czy jest teraz niebezpiecznie? Zadzwoń pod numer 112.",
    },
    Spoken {
        code: "tr",
        seen_as: &[],
        from_the_right: false,
        name: "Türkçe",
        not_understood: "Bu sayfa yalnızca Hollandaca ve İngilizce anlar.",
        desk: "Yardıma mı ihtiyacınız var? Belediyeye veya kütüphaneye gidin. Yanınızda Hollandaca bilen birini götürebilirsiniz.",
        danger: "Şu anda tehlike var mı? 112'yi arayın.",
    },
    Spoken {
        code: "fr",
        seen_as: &[],
        from_the_right: false,
        name: "Français",
        not_understood: "Cette page comprend seulement le néerlandais et l'anglais.",
        desk: "Vous avez besoin d'aide ? Allez à la mairie (gemeente) ou à la bibliothèque. Vous pouvez venir avec quelqu'un qui parle néerlandais.",
        danger: "Y a-t-il un danger maintenant ? Appelez le 112.",
    },
];

/// The page.
pub(crate) fn show(request: &Request) -> Result<Page, Response> {
    let inquiry = Inquiry::kept_or_start()?;
    let mut spoken: Vec<&Spoken> = SPOKEN.iter().collect();
    // Who can't read Latin letters need not look for their own.
    spoken.sort_by_key(|one| !one.seen_as.contains(&inquiry.language.as_str()));
    Ok(Page::new(request, text("Nederlands of Engels?", "Dutch or English?"))
        .add(style())
        .back("/?wijzig=ja")
        .add(crate::danger::help(&inquiry.dangers(), request.language()))
        .paragraph(text(
            "Wij begrijpen Nederlands en Engels. Wij denken dat uw vraag in een andere taal is. Hulp aan een balie is er ook.",
            "We understand Dutch and English. We think that your question is in another language. There is help at a desk too.",
        ))
        .add(html! {
            @for one in spoken {
                section.spoken lang=(one.code) dir=(if one.from_the_right { "rtl" } else { "ltr" }) {
                    h2 { (one.name) }
                    p { (one.not_understood) }
                    p { (one.desk) }
                    p { strong { (one.danger) } }
                }
            }
        })
        .heading(text("Toch verder", "Go on all the same"))
        .paragraph(text(
            "Hebben wij het mis, of kan iemand u helpen lezen? Kies dan zelf waar uw vraag over gaat.",
            "Are we wrong, or can somebody help you read? Then choose yourself what your question is about.",
        ))
        .add(html! {
            div.choices {
                a.button href="/begrepen" { (crate::words::say(request.language(), "Kies een onderwerp", "Choose a topic")) }
                a.button.second href="/?wijzig=ja" { (crate::words::say(request.language(), "Schrijf het opnieuw", "Write it again")) }
            }
        }))
}
