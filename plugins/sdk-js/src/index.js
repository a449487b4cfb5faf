/**
 * Write a prototype that is a web service: pages with forms, in Dutch and English. docs/javascript.md shows how to begin.
 *
 * To add something that a page can show, write a function in parts.js and a method of Page that adds it; to add a kind of question, an
 * entry of `ask` in question.js.
 */

export { Form, form } from "./form.js";
export { Html, html } from "./html.js";
export * as lab from "./lab.js";
export { NotShared, Refused } from "./lab.js";
export { euro, showAmount, showDate, showShare, showWhole } from "./number.js";
export { Page } from "./page.js";
export { Person } from "./person.js";
export { Offer, Question, Reply } from "./plaza.js";
export { ask } from "./question.js";
export { Request } from "./request.js";
export { Response } from "./response.js";
export { Router } from "./router.js";
export { absent, amount, code, date, flag, share, whole } from "./value.js";
export { text } from "./words.js";
