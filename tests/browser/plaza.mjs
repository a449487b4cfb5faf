// From a question at the plaza to a plan, and what a person shares on the way: on a phone, as somebody who was just divorced.
import { desk, expect, finish, lab, look, open, phone, picture, rules } from './browser.mjs';

const browser = await open();

/** Somebody who plays a persona of the demo. */
async function playing(viewport, who) {
  const context = await browser.newContext({ viewport, locale: 'nl-NL', bypassCSP: true });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(`${lab}/prototypes/ontmoetingsplein/try`);
  await page.getByText('Kies iemand', { exact: true }).click();
  await page.locator('.personas button').filter({ hasText: who }).click();
  return page;
}

/** Keeps a picture of a page, and looks whether everybody can use it. */
async function seen(page, name) {
  await picture(page, name);
  await look(page, name, rules);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide <= 0, `${name}: is ${wide} px wider than the screen`);
}

async function press(page, name) {
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name }).first().click()]);
}

/** Asks in words; what comes then. */
async function ask(page, words) {
  await page.goto(`${lab}/prototypes/ontmoetingsplein/enter`);
  await page.locator('textarea[name=words]').fill(words);
  await Promise.all([page.waitForNavigation(), page.locator('main form button').first().click()]);
}

const sanne = await playing(phone, 'Sanne');
await ask(sanne, 'Mijn ex is weg en mijn WW stopt. Ik kom niet rond en weet niet waar ik moet beginnen.');
await seen(sanne, 'plaza-understood');
await press(sanne, 'Klopt, verder');
await seen(sanne, 'plaza-back');
await Promise.all([sanne.waitForNavigation(), sanne.locator('main form button').last().click()]);
await sanne.getByRole('heading', { name: 'Dit kunnen zij voor u doen' }).waitFor();
for (const sector of ['Overheid', 'Samenleving', 'Markt']) {
  expect(await sanne.getByRole('heading', { name: sector, exact: true }).isVisible(), `nobody is there for ${sector}`);
}
await seen(sanne, 'plaza-offers');

// She shares her own words: on a page of the lab, which leads back.
await Promise.all([sanne.waitForNavigation(), sanne.getByRole('link', { name: 'Deel uw eigen woorden' }).click()]);
await sanne.getByRole('heading', { name: 'Ontmoetingsplein vraagt iets van u' }).waitFor();
expect(new URL(sanne.url()).host === new URL(lab).host, `who asks what is shared is ${sanne.url()}`);
await seen(sanne, 'plaza-sharing');
await press(sanne, 'Deel dit');
await sanne.getByRole('heading', { name: 'Dit kunnen zij voor u doen' }).waitFor();

// She chooses, and keeps a plan.
await press(sanne, 'Kies dit');
await sanne.goto(new URL('/plan', sanne.url()).href);
await sanne.getByRole('heading', { name: 'Uw plan', exact: true }).waitFor();
await seen(sanne, 'plaza-plan');

// In her own data she sees what she shares and takes it back.
await sanne.goto(`${lab}/prototypes/digital-me/enter`);
await seen(sanne, 'plaza-my-data');
await Promise.all([sanne.waitForNavigation(), sanne.getByRole('link', { name: 'Wat deelt u?' }).click()]);
expect((await sanne.locator('main').innerText()).includes('Ontmoetingsplein'), 'what she shares is not there');
await seen(sanne, 'plaza-my-shares');
await press(sanne, 'Neem terug');
await seen(sanne, 'plaza-taken-back');

// The glass box tells all of it.
await sanne.goto(`${lab}/prototypes/ontmoetingsplein/trail`);
const told = await sanne.locator('main, body').first().innerText();
for (const words of ['Vroeg', 'U deelde met Ontmoetingsplein', 'U nam terug van Ontmoetingsplein']) {
  expect(told.includes(words), `the glass box does not say: ${words}`);
}

// Somebody in danger reads at once whom to call; an empty question is no dead end.
const gerda = await playing(desk, 'Gerda');
await ask(gerda, 'Ik wil niet meer leven.');
expect((await gerda.locator('body').innerText()).includes('113'), 'somebody in danger is not told whom to call');
await seen(gerda, 'plaza-danger');
await ask(gerda, '');
await seen(gerda, 'plaza-empty');
expect(await gerda.locator('textarea[name=words]').isVisible(), 'there is no question to fill in any more');

await browser.close();
console.log('the plaza went as it should');
finish();
