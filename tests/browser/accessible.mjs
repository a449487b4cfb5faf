// Each page, in both languages, in light and dark, on a desk and a phone: no violation of WCAG 2.2 A or AA that axe-core finds.
import { addNeed, axeSource, desk, expect, finish, lab, open, phone, picture } from './browser.mjs';

const pages = JSON.parse(process.env.FIELDLAB_PAGES);
const rules = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
const browser = await open();
let checks = 0;
let violations = 0;
{
  const page = await browser.newPage({ locale: 'nl-NL' });
  await addNeed(page);
  await page.close();
}
const context = await browser.newContext({ bypassCSP: true });
const page = await context.newPage();
for (const language of ['nl', 'en']) {
  for (const [name, path] of pages) {
    await page.goto(`${lab}${path}${path.includes('?') ? '&' : '?'}lang=${language}`);
    await page.evaluate(axeSource);
    for (const viewport of [desk, phone]) {
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize(viewport);
        const found = await page.evaluate((rules) => axe.run(document, rules), rules);
        const where = `${path} (${language}, ${colorScheme}, ${viewport.width} wide)`;
        for (const violation of found.violations) {
          violations += 1;
          for (const node of violation.nodes) expect(false, `${where}: ${violation.id}: ${violation.help}\n    ${node.html}\n    ${node.failureSummary?.replaceAll('\n', ' ')}`);
        }
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(wide <= 0, `${where}: is ${wide} px wider than the screen`);
        checks += 1;
        if (language === 'nl') await picture(page, `${name}-${viewport === desk ? 'desk' : 'phone'}-${colorScheme}`);
      }
    }
  }
}
await browser.close();
console.log(`${checks} pages looked at`);
// The accessibility statement says what was found.
const said = JSON.parse(process.env.FIELDLAB_STATEMENT);
const seen = { ...said, rules: rules.runOnly, pages: pages.length, checks, violations };
expect(JSON.stringify(said) === JSON.stringify(seen), `host/web/src/accessibility.json is of before; with the day of today it should be\n${JSON.stringify(seen, null, 2)}`);
finish();
