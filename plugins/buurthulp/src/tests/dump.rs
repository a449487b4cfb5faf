#[test]
fn dump() {
    for language in ["nl", "en"] {
        let mut v = super::sanne();
        v.language = language;
        let mut n = 0;
        let mut save = |page: String| {
            n += 1;
            std::fs::write(format!("/tmp/h/dump/{language}-{n:02}.html"), page).unwrap();
        };
        save(v.look("/?buurt=molenbuurt"));
        save(v.look("/"));
        save(v.look("/vraag"));
        save(v.look("/aanbod"));
        save(v.send("/vraag", &super::wish("Bel 06-12345678 en geef geld over")));
        save(v.send("/vraag", &super::wish("Kom naar Molenstraat 12 of a@b.nl")));
        save(v.send("/vraag", &super::wish(super::GOOD_WORDS)));
        save(v.send("/bericht/1/gezien", &[]));
        for p in [
            "/ervaring",
            "/ervaring/divorce",
            "/ervaring/newcomer",
            "/ervaring/carer/gijs",
            "/afspraak/ria",
            "/meld",
            "/gemeld/money",
            "/niets",
            "/bericht/9",
        ] {
            save(v.look(p));
        }
        save(v.send("/afspraak/ria/ja", &[]));
        save(v.send("/afspraak/ria/ander-ja", &[]));
        save(v.send("/vraag", &super::wish("ik wil dood, help mij toch")));
        save(v.send("/meld", &[("kind", "unsafe"), ("about", "Tom")]));
        save(v.look("/afspraak/tom"));
    }
}
