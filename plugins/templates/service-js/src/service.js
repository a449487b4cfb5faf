// A small service: a start page, one page with questions, and the outcome. All kinds of questions and parts of pages are in the README of
// fieldlab-service.

import { Page, ask, euro, form, text } from "fieldlab-service";

// The questions of a page. `register` fills in what is known of the persona; prototype.toml says why we look at that.
const family = form("family", text("Uw gezin", "Your family"), {
  name: ask.text(text("Hoe heet uw kind?", "What is your child called?"), { most: 60 }),
  age: ask.whole(text("Hoe oud is uw kind?", "How old is your child?"), { least: 0, most: 120 }),
  income: ask.amount(text("Wat verdient u per jaar?", "What do you earn a year?"), { register: "person.income_gross" }),
});

// Which function answers which page. Answers are kept until the demo session begins anew.
export function routes(router) {
  return router
    .keepAnswers()
    .get("/", start)
    .form(family, "/gezin", "/uitkomst")
    .get("/uitkomst", outcome)
    .post("/opnieuw", (request) => request.beginAnew());
}

function start(request) {
  return new Page(request, text("Bijdrage voor uw kind", "A contribution for your child"))
    .persona()
    .paragraph(text("Kijk of uw kind geld krijgt voor sport.", "See whether your child gets money for sports."))
    .beginOrGoOn("/uitkomst", "/opnieuw");
}

function outcome(request) {
  const { name, age, income } = request.answers(family);
  const page = new Page(request, text("De uitkomst", "The outcome"));
  if (age >= 4 && age <= 17 && income <= euro(25_000)) {
    page.alert(
      "good",
      text(`${name} krijgt 300 euro`, `${name} gets 300 euros`),
      text("De gemeente betaalt dit ieder jaar.", "The municipality pays this every year."),
    );
  } else {
    page.alert(
      "info",
      text("U krijgt geen bijdrage", "You do not get a contribution"),
      text("Die is voor kinderen van 4 tot en met 17.", "It is for children of 4 to 17."),
    );
  }
  return page.summary(family);
}
