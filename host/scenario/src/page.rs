//! A page as a visitor meets it: its words, headings, forms and links, read once from its HTML.

use html5ever::driver::ParseOpts;
use html5ever::tendril::TendrilSink as _;
use html5ever::{local_name, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// A page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The language that it says it is in.
    pub language: Option<String>,
    /// Its title.
    pub title: String,
    /// Rank and words of each heading.
    pub headings: Vec<(u8, String)>,
    /// Its words, a line for each block.
    pub lines: Vec<String>,
    /// The words of paragraphs, list items and hints: running text.
    pub prose: Vec<String>,
    /// Its forms.
    pub forms: Vec<Form>,
    /// Words and address of each link.
    pub links: Vec<(String, String)>,
    /// What is wrong with single elements, found while reading.
    pub defects: Vec<Defect>,
    /// Inline styles with the colours that they set.
    pub styles: Vec<String>,
}

/// An element that some people can't use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Defect {
    /// An image without `alt`: its address.
    NoAlternative(String),
    /// A field without a label: its name.
    NoLabel(String),
    /// A button or link without words.
    NoName(&'static str),
    /// Radio buttons outside of a fieldset with a legend: their name.
    NoLegend(String),
    /// A positive `tabindex`.
    TabIndex,
    /// `aria-describedby` or `for` that names nothing on the page.
    Dangling(String),
}

/// A form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// Where it goes; empty for the page itself.
    pub action: String,
    /// Whether it is sent in the body.
    pub is_post: bool,
    /// Whether it is sent in parts.
    pub is_multipart: bool,
    /// Its fields, in order.
    pub controls: Vec<Control>,
    /// Its buttons.
    pub buttons: Vec<Button>,
}

/// A button that sends a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Button {
    /// What stands on it.
    pub words: String,
    /// What it sends, when it has a name.
    pub sends: Option<(String, String)>,
    /// Where it sends the form, when it says so itself.
    pub action: Option<String>,
}

/// How a field is filled in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Something is typed.
    #[default]
    Text,
    /// Nobody sees it.
    Hidden,
    /// It is ticked.
    Checkbox,
    /// One of several is chosen.
    Radio,
    /// One of a list is chosen.
    Select,
}

/// A field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Control {
    /// Its name in what is sent.
    pub name: String,
    /// How it is filled in.
    pub kind: Kind,
    /// The words of its label.
    pub label: String,
    /// The words of the legend around it.
    pub group: String,
    /// What is filled in, or what it sends when it is chosen.
    pub value: String,
    /// Whether it is ticked or chosen.
    pub is_chosen: bool,
    /// Words and value of each choice of a list.
    pub options: Vec<(String, String)>,
    id: String,
}

impl Page {
    /// Reads a page.
    pub fn parse(html: &str) -> Page {
        let dom = parse_document(RcDom::default(), ParseOpts::default()).one(html);
        let mut reading = Reading::default();
        reading.node(&dom.document, &Around::default());
        reading.finish()
    }

    /// The heading of the first rank.
    pub fn heading(&self) -> Option<&str> {
        self.headings.iter().find(|(rank, _)| *rank == 1).map(|(_, words)| words.as_str())
    }

    /// All its words.
    pub fn text(&self) -> String {
        self.lines.join("\n")
    }
}

/// What is around a node.
#[derive(Clone, Default)]
struct Around {
    form: Option<usize>,
    group: String,
    label: Option<String>,
}

#[derive(Default)]
struct Reading {
    page: Page,
    labels: Vec<(String, String)>,
    ids: Vec<String>,
    references: Vec<String>,
    /// Fields outside of forms, which nothing sends.
    loose: Vec<Control>,
}

/// Elements whose words stand on a line of their own.
const BLOCKS: [&str; 27] = [
    "p",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "dt",
    "dd",
    "td",
    "th",
    "legend",
    "label",
    "button",
    "summary",
    "a",
    "div",
    "section",
    "header",
    "footer",
    "main",
    "nav",
    "article",
    "caption",
    "figcaption",
    "blockquote",
];

fn attribute(node: &Handle, wanted: &str) -> Option<String> {
    let NodeData::Element { attrs, .. } = &node.data else { return None };
    let attributes = attrs.borrow();
    attributes.iter().find(|attribute| &*attribute.name.local == wanted).map(|attribute| attribute.value.to_string())
}

fn tag(node: &Handle) -> Option<String> {
    match &node.data {
        NodeData::Element { name, .. } => Some(name.local.to_string()),
        _ => None,
    }
}

fn squeezed(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words in a node, without those that nobody sees.
fn words(node: &Handle) -> String {
    let mut all = String::new();
    collect(node, &mut all);
    squeezed(&all)
}

fn collect(node: &Handle, into: &mut String) {
    match &node.data {
        NodeData::Text { contents } => into.push_str(&contents.borrow()),
        NodeData::Element { name, .. } => {
            if matches!(name.local, local_name!("script") | local_name!("style") | local_name!("template")) {
                return;
            }
            if attribute(node, "hidden").is_some() {
                return;
            }
            // Words in one block do not run into those of the next.
            if BLOCKS.contains(&&*name.local) || name.local == local_name!("br") {
                into.push(' ');
            }
            if name.local == local_name!("img") {
                into.push_str(&attribute(node, "alt").unwrap_or_default());
            }
            node.children.borrow().iter().for_each(|child| collect(child, into));
            if BLOCKS.contains(&&*name.local) {
                into.push(' ');
            }
        }
        _ => node.children.borrow().iter().for_each(|child| collect(child, into)),
    }
}

impl Reading {
    fn node(&mut self, node: &Handle, around: &Around) {
        let Some(tag) = tag(node) else {
            return node.children.borrow().iter().for_each(|child| self.node(child, around));
        };
        if ["script", "style", "template"].contains(&tag.as_str()) || attribute(node, "hidden").is_some() {
            return;
        }
        self.note(node);
        let mut within = around.clone();
        match tag.as_str() {
            "html" => self.page.language = attribute(node, "lang").filter(|language| !language.is_empty()),
            "title" => self.page.title = words(node),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.page.headings.push((tag.as_bytes()[1] - b'0', words(node)));
            }
            "p" | "li" | "dd" => self.page.prose.push(words(node)),
            "form" => {
                let is = |name: &str, wanted: &str| {
                    attribute(node, name).is_some_and(|value| value.eq_ignore_ascii_case(wanted))
                };
                self.page.forms.push(Form {
                    action: attribute(node, "action").unwrap_or_default(),
                    is_post: is("method", "post"),
                    is_multipart: is("enctype", "multipart/form-data"),
                    ..Form::default()
                });
                within.form = Some(self.page.forms.len() - 1);
            }
            "fieldset" => {
                let children = node.children.borrow();
                let legend = children.iter().find(|child| self::tag(child).as_deref() == Some("legend"));
                within.group = legend.map(words).unwrap_or_default();
            }
            "label" => {
                let label = words(node);
                match attribute(node, "for") {
                    Some(of) => {
                        self.references.push(of.clone());
                        self.labels.push((of, label));
                    }
                    None => within.label = Some(label),
                }
            }
            "a" => self.link(node),
            "img" if attribute(node, "alt").is_none() => {
                self.page.defects.push(Defect::NoAlternative(attribute(node, "src").unwrap_or_default()));
            }
            "input" | "textarea" | "select" => self.control(node, &tag, around),
            "button" => self.button(node, words(node), around),
            _ => {}
        }
        if is_line(node, &tag) {
            let line = words(node);
            if !line.is_empty() {
                self.page.lines.push(line);
            }
        }
        node.children.borrow().iter().for_each(|child| self.node(child, &within));
    }

    /// What is noted of each element.
    fn note(&mut self, node: &Handle) {
        self.ids.extend(attribute(node, "id"));
        let described = attribute(node, "aria-describedby").unwrap_or_default();
        self.references.extend(described.split_whitespace().map(str::to_owned));
        self.page.styles.extend(attribute(node, "style"));
        if attribute(node, "tabindex").and_then(|index| index.parse::<i32>().ok()).is_some_and(|index| index > 0) {
            self.page.defects.push(Defect::TabIndex);
        }
    }

    fn link(&mut self, node: &Handle) {
        let Some(address) = attribute(node, "href") else { return };
        let words = accessible_name(node);
        if words.is_empty() {
            self.page.defects.push(Defect::NoName("link"));
        }
        self.page.links.push((words, address));
    }

    fn button(&mut self, node: &Handle, inner: String, around: &Around) {
        let kind = attribute(node, "type").unwrap_or_default().to_ascii_lowercase();
        if kind == "button" || kind == "reset" {
            return;
        }
        let words = attribute(node, "aria-label").filter(|label| !label.is_empty()).unwrap_or(inner);
        if words.is_empty() {
            self.page.defects.push(Defect::NoName("button"));
        }
        let name = attribute(node, "name").filter(|name| !name.is_empty());
        let sends = name.map(|name| (name, attribute(node, "value").unwrap_or_default()));
        if let Some(form) = around.form.and_then(|form| self.page.forms.get_mut(form)) {
            form.buttons.push(Button { words, sends, action: attribute(node, "formaction") });
        }
    }

    fn control(&mut self, node: &Handle, tag: &str, around: &Around) {
        let kind = attribute(node, "type").unwrap_or_default().to_ascii_lowercase();
        if tag == "input" && ["submit", "image"].contains(&kind.as_str()) {
            return self.button(node, attribute(node, "value").unwrap_or_default(), around);
        }
        if ["button", "reset"].contains(&kind.as_str()) || attribute(node, "disabled").is_some() {
            return;
        }
        let label = attribute(node, "aria-label").or_else(|| around.label.clone()).unwrap_or_default();
        let mut control = Control {
            name: attribute(node, "name").unwrap_or_default(),
            label,
            group: around.group.clone(),
            id: attribute(node, "id").unwrap_or_default(),
            ..Control::default()
        };
        match (tag, kind.as_str()) {
            ("textarea", _) => control.value = raw_words(node),
            ("select", _) => {
                control.kind = Kind::Select;
                choices(node, &mut control);
            }
            (_, "checkbox" | "radio") => {
                control.kind = if kind == "radio" { Kind::Radio } else { Kind::Checkbox };
                control.value = attribute(node, "value").unwrap_or_else(|| "on".to_owned());
                control.is_chosen = attribute(node, "checked").is_some();
            }
            (_, "hidden") => {
                control.kind = Kind::Hidden;
                control.value = attribute(node, "value").unwrap_or_default();
            }
            _ => control.value = attribute(node, "value").unwrap_or_default(),
        }
        match around.form.and_then(|form| self.page.forms.get_mut(form)) {
            Some(form) => form.controls.push(control),
            None => self.loose.push(control),
        }
    }

    /// Gives each field its label, and finds what leads nowhere.
    fn finish(mut self) -> Page {
        let labels = std::mem::take(&mut self.labels);
        let mut defects = Vec::new();
        let in_forms = self.page.forms.iter_mut().flat_map(|form| &mut form.controls);
        for control in in_forms.chain(&mut self.loose) {
            if let Some((_, label)) = labels.iter().find(|(of, _)| !of.is_empty() && *of == control.id) {
                control.label.clone_from(label);
            }
            if control.kind != Kind::Hidden && control.label.is_empty() {
                defects.push(Defect::NoLabel(control.name.clone()));
            }
            if control.kind == Kind::Radio && control.group.is_empty() {
                defects.push(Defect::NoLegend(control.name.clone()));
            }
        }
        let dangling = self.references.iter().filter(|reference| !self.ids.contains(reference));
        defects.extend(dangling.cloned().map(Defect::Dangling));
        self.page.defects.extend(defects);
        self.page
    }
}

/// Whether an element's words are a line: it has some, and no block in it has.
fn is_line(node: &Handle, tag: &str) -> bool {
    let has_blocks = |node: &Handle| {
        node.children.borrow().iter().any(|child| self::tag(child).is_some_and(|tag| BLOCKS.contains(&tag.as_str())))
    };
    BLOCKS.contains(&tag) && !has_blocks(node)
}

fn accessible_name(node: &Handle) -> String {
    attribute(node, "aria-label").filter(|label| !label.is_empty()).unwrap_or_else(|| words(node))
}

fn raw_words(node: &Handle) -> String {
    let mut all = String::new();
    for child in node.children.borrow().iter() {
        if let NodeData::Text { contents } = &child.data {
            all.push_str(&contents.borrow());
        }
    }
    all
}

fn choices(node: &Handle, into: &mut Control) {
    for child in node.children.borrow().iter() {
        match tag(child).as_deref() {
            Some("option") => {
                let words = words(child);
                let value = attribute(child, "value").unwrap_or_else(|| words.clone());
                if into.options.is_empty() || attribute(child, "selected").is_some() {
                    into.value.clone_from(&value);
                }
                into.options.push((words, value));
            }
            Some("optgroup") => choices(child, into),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<!doctype html><html lang="nl"><title>Uw huis</title><main>
        <h1>Uw  huis</h1><p>Vul <b>alles</b> in.<script>var x = "niet te zien"</script></p>
        <form method=post action="/verder"><input type=hidden name=token value=1>
        <fieldset><legend>Huurt u?</legend><input type=radio id=a name=rents value=yes checked><label for=a>Ja</label>
        <input type=radio id=b name=rents value=no><label for=b>Nee</label></fieldset>
        <label>Huur <input name=rent value=690></label>
        <label for=kind>Soort</label><select id=kind name=kind><option value=1>Flat<option value=2 selected>Huis</select>
        <button name=go value=on>Verder</button></form>
        <a href="/terug">Terug</a><img src=x.png><input name=loose>"#;

    #[test]
    fn a_page_is_read_as_a_visitor_meets_it() {
        let page = Page::parse(PAGE);
        assert_eq!(
            (page.language.as_deref(), page.title.as_str(), page.heading()),
            (Some("nl"), "Uw huis", Some("Uw huis"))
        );
        assert!(page.text().contains("Vul alles in.") && !page.text().contains("niet te zien"), "{}", page.text());
        let form = &page.forms[0];
        assert!(form.is_post && form.action == "/verder");
        let told: Vec<_> = form
            .controls
            .iter()
            .map(|one| (one.name.as_str(), one.label.as_str(), one.group.as_str(), one.value.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                ("token", "", "", "1"),
                ("rents", "Ja", "Huurt u?", "yes"),
                ("rents", "Nee", "Huurt u?", "no"),
                ("rent", "Huur", "", "690"),
                ("kind", "Soort", "", "2"),
            ]
        );
        assert_eq!(form.buttons[0].sends, Some(("go".to_owned(), "on".to_owned())));
        assert_eq!(page.links, [("Terug".to_owned(), "/terug".to_owned())]);
    }

    #[test]
    fn what_some_people_can_not_use_is_found() {
        let page = Page::parse(PAGE);
        assert_eq!(page.defects, [Defect::NoAlternative("x.png".to_owned()), Defect::NoLabel("loose".to_owned())]);
        let page =
            Page::parse("<a href=/><img src=a alt=''></a><input type=radio name=r aria-describedby=none tabindex=3>");
        let found = [
            Defect::NoName("link"),
            Defect::TabIndex,
            Defect::NoLabel("r".to_owned()),
            Defect::NoLegend("r".to_owned()),
            Defect::Dangling("none".to_owned()),
        ];
        for defect in found {
            assert!(page.defects.contains(&defect), "{defect:?} in {:?}", page.defects);
        }
    }
}
