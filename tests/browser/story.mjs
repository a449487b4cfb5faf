// From the link that a team sends to the decision that its owners sign, each in a browser of their own.
import { addNeed, desk, expect, finish, lab, look, open, phone, picture, rules } from './browser.mjs';

const { FIELDLAB_INVITATION: invitation, FIELDLAB_RUN: run, FIELDLAB_PROTOTYPE: prototype } = process.env;
const owners = JSON.parse(process.env.FIELDLAB_OWNERS);
const browser = await open();

/** Somebody with a browser of their own, who reads Dutch. */
async function somebody(viewport) {
  const context = await browser.newContext({ viewport, locale: 'nl-NL', hasTouch: viewport === phone, isMobile: viewport === phone });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  return page;
}

/** Keeps a picture of a page that only members or guests see, and looks whether everybody can use it. */
async function seen(page, name) {
  await picture(page, name);
  await look(page, name, { ...rules, iframes: false });
}

/** Sends a form in which nothing is filled in, past the browser's own checks: the page says what is missing, for everybody. */
async function sendEmpty(page, path, form) {
  await page.goto(`${lab}${path}`);
  await Promise.all([page.waitForNavigation(), page.locator(form).first().evaluate((form) => { form.noValidate = true; form.requestSubmit(); })]);
  expect((await page.locator('[role=alert], .fault').count()) > 0, `${path} does not say what is missing`);
  await seen(page, `fault${path.replaceAll('/', '-')}`);
}

/** Joins with an invitation. */
async function join(page, address, login) {
  await page.goto(address);
  await page.getByLabel('E-mailadres of inlognaam').fill(login);
  await page.getByLabel('Wachtzin', { exact: true }).fill('vier losse woorden hier');
  await page.getByLabel('Nog eens dezelfde wachtzin').fill('vier losse woorden hier');
  await page.getByRole('button', { name: 'Doe mee' }).click();
  await page.getByRole('button', { name: 'Uitloggen' }).waitFor();
}

/** Has the admin invite somebody on the page; the address that is shown. */
async function invite(page, name, organisation, sector, role) {
  await page.goto(`${lab}/members`);
  const form = page.locator('form[action="/members/invitations"]');
  await form.getByLabel('Naam').fill(name);
  await form.getByLabel('Namens welke organisatie').fill(organisation);
  await form.locator(`input[name=sector][value=${sector}]`).check();
  await form.locator(`input[name=${role}]`).check();
  await form.getByRole('button', { name: 'Maak een uitnodiging' }).click();
  return page.locator('.secret').innerText();
}

const admin = await somebody(desk);
await join(admin, invitation, 'noor@example.nl');
await seen(admin, 'story-joined');
const team = await somebody(desk);
await join(team, await invite(admin, 'Tim', 'Voorbeeldgemeente', 'government', 'team'), 'tim');

// The team adds a question, which is counted and found.
await addNeed(team);
expect(await team.getByText(/ongeveer .* inwoners, geteld bij/).isVisible(), 'the question is not counted');
await seen(team, 'story-need');
await team.goto(lab);
await team.getByLabel('Zoek een vraag').fill('ENERGIEREKENING');
await team.getByRole('button', { name: 'Zoek' }).click();
expect(await team.getByText('1 gevonden voor').isVisible(), 'the question is not found');

// The team deploys a prototype, which answers at once, and runs an experiment.
await team.goto(`${lab}/deploy`);
await team.getByLabel('Component').setInputFiles(`${prototype}/component.wasm`);
await team.getByLabel('Manifest').setInputFiles(`${prototype}/prototype.toml`);
await team.locator('form.upload button').click();
await team.waitForURL(`${lab}/prototypes/proefstuk**`);
await seen(team, 'story-deployed');
await team.goto(`${lab}/prototypes/proefstuk/try`);
await team.frameLocator('.try-frame').locator('h1').first().waitFor();
await team.goto(`${lab}/experiments/zachtere-afbouw`);
await team.getByRole('button', { name: 'Voer het nu uit' }).click();
await team.waitForURL(`${lab}/runs/*`);
await team.getByText('fieldlab experiment replay').first().waitFor({ timeout: 120_000 });
await seen(team, 'story-run');

// Behind a number are people, and the team goes into a demo as one of them: the prototype knows what is known of that person.
await team.locator('a[href*="/people?"]').first().click();
await seen(team, 'story-people');
const somebodyOfTheRun = await team.locator('.citizen h2').first().innerText();
await team.locator('form.play').first().getByRole('button', { name: 'Regelingencheck' }).click();
await team.waitForURL(`${lab}/prototypes/regelingen-check/try`);
expect(/\d+ jaar/.test(await team.locator('.try-name').innerText()), `nobody is played for ${somebodyOfTheRun}`);
await team.frameLocator('.try-frame').getByText('U speelt').waitFor();
await seen(team, 'story-played');

// Forms with faults, of members.
await sendEmpty(admin, '/tokens', 'form[action="/tokens"]');
await sendEmpty(admin, '/members', 'form[action="/members/invitations"]');
await sendEmpty(team, '/deploy', 'form.upload');
await sendEmpty(team, '/', 'form[action="/needs"]');
await sendEmpty(team, '/reactions/demo/na-de-ww', 'form[action="/reactions/demo/na-de-ww"]');

// The team shares the demo, and shows the code in the room.
await team.goto(`${lab}/prototypes/na-de-ww/try`);
await team.getByRole('link', { name: 'Deel dit' }).click();
await team.getByRole('button', { name: 'Maak een link' }).click();
const link = await team.locator('.secret').innerText();
expect(await team.getByAltText('QR-code van de link').isVisible(), 'there is no code to show in the room');
await seen(team, 'story-shared');

// A council member on a phone comes by it, is somebody, clicks through and says what they think.
const council = await somebody(phone);
await council.goto(link);
await seen(council, 'story-landing');
await council.getByRole('button', { name: 'Probeer het uit' }).click();
await council.getByText('Kies iemand', { exact: true }).click();
await council.locator('.personas button').first().click();
const frame = council.frameLocator('.try-frame');
await frame.locator('h1').first().waitFor();
await seen(council, 'story-demo');

// They follow the tour: what the prototype looks at is told as it happens, and nothing is wider than the phone.
await council.getByRole('link', { name: 'Bekijk de rondleiding' }).click();
await council.getByRole('button', { name: 'Begin de rondleiding' }).click();
const glass = council.frameLocator('.glass-frame');
await glass.getByText('Waarom: Invullen wat al bekend is').first().waitFor();
await council.getByRole('link', { name: 'Volgende' }).click();
await council.frameLocator('.tour-frame').getByRole('heading', { name: 'Uw uitkering' }).waitFor();
await council.getByRole('heading', { name: 'Eerst de uitkering' }).focus();
await council.keyboard.press('ArrowRight');
await council.getByText('Scène 3 van 5').waitFor();
await council.frameLocator('.tour-frame').getByText('Overgenomen uit het register').waitFor();
const wide = await council.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
expect(wide <= 0, `a scene is ${wide} px wider than the phone`);
await seen(council, 'story-scene');
await council.getByText('Wees iemand anders').click();
await council.getByRole('button', { name: 'Elif Yilmaz' }).click();
await council.frameLocator('.tour-frame').locator('h1').first().waitFor();
await glass.getByText('Van Elif').first().waitFor();
expect(!(await glass.getByText('Van Sanne').first().isVisible()), 'what was looked at of Sanne is shown to Elif');
await council.getByRole('button', { name: 'Begin opnieuw' }).click();
await council.getByRole('link', { name: 'Weer Sanne' }).waitFor();
await council.goto(`${lab}/tours/na-de-ww/5`);
await council.getByRole('link', { name: 'Zeg wat u vindt' }).click();
await council.getByLabel('Steun, als ...').check();
await council.getByLabel('In uw woorden').fill('Als de brief in gewone taal is.');
await council.getByLabel('Naam').fill('Ria de Vries');
await council.getByLabel('Namens welke organisatie').fill('Gemeenteraad');
await council.getByLabel('Overheid').check();
await council.getByRole('button', { name: 'Verstuur' }).click();
await council.getByText('Dank u.').waitFor();
await seen(council, 'story-reacted');
expect((await council.goto(`${lab}/prototypes`)).status() === 403, 'a guest sees more than was shared');

// The team answers, and the council member reads it.
await team.goto(`${lab}/reactions/demo/na-de-ww`);
await team.getByLabel('Uw antwoord').fill('Dat is zo: de tekst is B1.');
await team.getByLabel('Hiermee is aan de voorwaarde voldaan').check();
await team.getByRole('button', { name: 'Antwoord' }).click();
await seen(team, 'story-answered');
await council.goto(`${lab}/reactions/demo/na-de-ww`);
expect(await council.getByText('Dat is zo: de tekst is B1.').isVisible(), 'the answer is not read by who asked');

// The owners sign, each for their sector; nothing is decided before the last has.
for (const [number, owner] of owners.entries()) {
  const page = await somebody(desk);
  await join(page, await invite(admin, `Owner ${number}`, owner.organisation, owner.sector, 'owner'), `owner-${number}`);
  await page.goto(`${lab}/runs/${run}/decision`);
  expect(await page.getByText('Nog niet besloten').isVisible(), `it is decided before owner ${number} signed`);
  await page.getByLabel('ga door').check();
  await page.getByLabel('Waarom').fill('Het werkt voor de mensen om wie het gaat.');
  await page.getByRole('button', { name: 'Teken' }).click();
  await seen(page, `story-signed-${number}`);
}
await team.goto(`${lab}/runs/${run}/decision`);
expect(await team.getByText('Besloten: ga door.').isVisible(), 'it is not decided after all signed');

// The link is withdrawn.
await team.goto(`${lab}/shares`);
await team.getByRole('button', { name: 'Trek in' }).click();
await council.goto(link);
expect(await council.getByText('Deze link werkt niet meer').first().isVisible(), 'the link still works');
await council.goto(`${lab}/prototypes/na-de-ww/try`);
expect(await council.getByRole('heading', { name: 'Inloggen' }).isVisible(), 'the guest is still in');

await browser.close();
console.log('the story went as it should');
finish();
