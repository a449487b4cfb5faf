// What the scripts here share: the modules, which stand outside the repository, and the browser.
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const require = createRequire(join(process.env.FIELDLAB_NODE_MODULES, 'here.js'));
const { chromium } = require('playwright-core');
export const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** The address of the lab, without a slash at its end. */
export const lab = process.env.FIELDLAB_ADDRESS;

/** Pictures of what was seen, for people. */
const pictures = process.env.FIELDLAB_PICTURES;
if (pictures) mkdirSync(pictures, { recursive: true });

/** Sizes of screens, in CSS pixels. */
export const desk = { width: 1280, height: 900 };
export const phone = { width: 390, height: 844 };

export async function open() {
  return chromium.launch({ executablePath: process.env.FIELDLAB_CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
}

export async function picture(page, name) {
  if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

/** What is held against pages: WCAG 2.2 A and AA, and what is good practice. */
export const rules = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };

/** Looks at a page as it stands, without the frames of prototypes in it; how many violations there are. */
export async function look(page, where, options = rules) {
  await page.evaluate(axeSource);
  const found = await page.evaluate((options) => axe.run(document, options), options);
  for (const violation of found.violations) {
    for (const node of violation.nodes) expect(false, `${where}: ${violation.id}: ${violation.help}\n    ${node.html}\n    ${node.failureSummary?.replaceAll('\n', ' ')}`);
  }
  return found.violations.length;
}

/** Adds a need with the form on the front page, in Dutch; it leads to the page of the need. */
export async function addNeed(page) {
  await page.goto(lab);
  await page.getByText('Voeg een vraag toe').click();
  await page.getByLabel('De vraag, in de woorden van mensen zelf').fill('Hoe betaal ik mijn energierekening?');
  await page.getByLabel('Hoe is het om deze vraag te hebben?').fill('De rekening is hoger dan wat er overblijft.');
  await page.getByLabel('Wie heeft deze vraag?').fill('Huurders met een laag inkomen');
  await page.getByLabel('Tel ze').fill('household.tenure = social_rent and household.income_decile <= 3');
  await page.getByRole('button', { name: 'Voeg toe', exact: true }).click();
  await page.getByRole('heading', { name: 'Hoe betaal ik mijn energierekening?' }).waitFor();
}

/** Faults that were found; the process ends with 1 when there are any. */
export const faults = [];

export function expect(holds, words) {
  if (!holds) faults.push(words);
  return holds;
}

export function finish() {
  for (const fault of faults) console.log(fault);
  process.exit(faults.length === 0 ? 0 : 1);
}
