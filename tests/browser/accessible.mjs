// Each page, in both languages, in light and dark, on a desk and a phone: no violation of WCAG 2.2 A or AA that axe-core finds.
import { addNeed, desk, expect, finish, lab, look, open, phone, picture, rules } from './browser.mjs';

const pages = JSON.parse(process.env.FIELDLAB_PAGES);
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
    for (const viewport of [desk, phone]) {
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize(viewport);
        const where = `${path} (${language}, ${colorScheme}, ${viewport.width} wide)`;
        violations += await look(page, where);
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
