// The main tasks with the keyboard alone: no mouse, and it is always to be seen where one is.
import { desk, expect, finish, lab, open, picture } from './browser.mjs';

const browser = await open();
const context = await browser.newContext({ viewport: desk, locale: 'nl-NL' });
const page = await context.newPage();
page.setDefaultTimeout(20_000);
const keys = page.keyboard;

/** More stops than any page has. */
const most = 200;

/** What has the focus: its words, whether it can be seen, and whether the browser marks it. */
function focused() {
  return page.evaluate(() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const style = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    const words = one.getAttribute('aria-label') || (one.labels?.[0] ?? one).innerText || one.value || one.title || '';
    return {
      words: words.trim(),
      kind: one.type || one.tagName.toLowerCase(),
      marked: (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none',
      inside: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
    };
  });
}

/** Presses Tab until what has these words has the focus. */
async function tabTo(words) {
  for (let stop = 0; stop < most; stop += 1) {
    await keys.press('Tab');
    const one = await focused();
    if (!one) continue;
    if (one.kind !== 'iframe') {
      expect(one.marked, `${page.url()}: the focus is not to be seen on ${one.kind} "${one.words}"`);
      expect(one.inside, `${page.url()}: ${one.kind} "${one.words}" has the focus off the screen`);
    }
    if (one.words.includes(words)) return;
  }
  throw new Error(`${page.url()}: Tab does not come to "${words}"`);
}

/** Follows a link. */
async function follow(words) {
  await tabTo(words);
  await Promise.all([page.waitForNavigation(), keys.press('Enter')]);
}

// From the front page to what was found.
await page.goto(lab);
await keys.press('Tab');
expect((await focused())?.words === 'Naar de inhoud', 'the first stop does not lead past the menu');
await follow('Kan ik mijn zorgverzekering nog betalen');
await follow('Zorgtoeslag: van 2025 naar 2026');
await follow('Run ');
await page.locator('h1').waitFor();

// Saying what one thinks of it.
await follow('Zeg wat u vindt');
await tabTo('Steun');
await keys.press('Space');
await keys.press('ArrowDown');
await tabTo('In uw woorden');
await keys.type('Als de brief in gewone taal is.');
await tabTo('Naam');
await keys.type('Ria de Vries');
await tabTo('Namens welke organisatie');
await keys.type('Gemeenteraad');
await tabTo('Overheid');
await keys.press('Space');
await tabTo('Verstuur');
await Promise.all([page.waitForNavigation(), keys.press('Enter')]);
expect(await page.getByText('Als de brief in gewone taal is.').first().isVisible(), 'what was said is not there');
await picture(page, 'keyboard-reaction');

// A tour, scene after scene.
await page.goto(`${lab}/tours/na-de-ww`);
await tabTo('Begin de rondleiding');
await Promise.all([page.waitForNavigation(), keys.press('Enter')]);
await page.getByText('Scène 1 van 5').waitFor();
await follow('Volgende');
await page.getByText('Scène 2 van 5').waitFor();
await follow('Vorige');
await page.getByText('Scène 1 van 5').waitFor();

// A what-if: what is set is worked out.
await page.goto(`${lab}/experiments/zachtere-afbouw/what-if`);
await tabTo('Reken het uit');
await Promise.all([page.waitForNavigation(), keys.press('Enter')]);
await page.locator('h1').waitFor();

await browser.close();
finish();
