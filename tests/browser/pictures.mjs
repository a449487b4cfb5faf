// Pictures of the main pages for docs/pages.md, of a lab that `cargo demo` filled:
// FIELDLAB_ADDRESS=http://localhost:8780 FIELDLAB_PICTURES=docs/pictures FIELDLAB_NODE_MODULES=... FIELDLAB_CHROMIUM=... node tests/browser/pictures.mjs
import { desk, lab, open, phone } from './browser.mjs';

const browser = await open();
const first = await browser.newPage({ locale: 'nl-NL' });
await first.goto(`${lab}/needs/zorgkosten-betalen`);
const run = await first.locator('a[href^="/runs/"]').first().getAttribute('href');
await first.goto(`${lab}${run}`);
const people = await first.locator('.card.lose .card-link').first().getAttribute('href');
const digest = await first.locator('a[href^="/reactions/evidence/"]').first().getAttribute('href');
await first.close();
const pages = [
  ['front', '/'],
  ['evidence', run],
  ['people', people],
  ['what-if', '/experiments/zachtere-afbouw/what-if'],
  ['scene', '/tours/na-de-ww/3'],
  ['reactions', digest],
  ['decision', `${run}/decision`],
];
for (const [size, viewport] of [['desk', desk], ['phone', phone]]) {
  const page = await browser.newPage({ viewport, locale: 'nl-NL' });
  await page.goto(`${lab}/tours/na-de-ww`);
  await page.getByRole('button', { name: 'Begin de rondleiding' }).click();
  for (const [name, path] of pages) {
    await page.goto(`${lab}${path}`);
    await page.waitForLoadState('networkidle').catch(() => {});
    await page.screenshot({ path: `${process.env.FIELDLAB_PICTURES}/${name}-${size}.png` });
  }
  await page.close();
}
await browser.close();
