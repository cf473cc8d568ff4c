// Saves a picture of a conversation for the README: node picture.mjs [file]. The stack
// must be a fresh one, because the people in the picture have plain usernames.

import { fileURLToPath } from 'node:url';
import { addressOf, confirmAddress } from './account-deeds.mjs';
import { allSent, chatEntry, createGroup, launch, message, newPerson, openDirect, write } from './people.mjs';

const file = process.argv[2] ?? fileURLToPath(new URL('../../docs/picture.png', import.meta.url));
const scheme = process.env.COLOUR_SCHEME === 'dark' ? 'dark' : 'light';

const TALK = [
  ['mia', 'Morning! Did the new shelves arrive?'],
  ['tom', 'They did, all four boxes.'],
  ['tom', 'I put them in the back room so nobody trips over them.'],
  ['mia', 'Wonderful. Shall we build them on Saturday?'],
  ['mia', 'Inês offered to bring her drill, and cake.'],
  ['tom', 'Then I am certainly coming 🍰'],
  ['tom', 'Ten o’clock? Here is the plan again: https://example.org/shelves'],
  ['mia', 'Ten is perfect. See you there!'],
];

const browser = await launch();
const options = { viewport: { width: 1200, height: 800 }, colorScheme: scheme };
const [mia, tom, ines, jo] = await Promise.all(
  [
    ['mia', 'Mia Lindqvist'],
    ['tomtom', 'Tom Achterberg'],
    ['ines', 'Inês Duarte'],
    ['jopark', 'Jo Park'],
  ].map(([username, name]) => newPerson(browser, name, { username, ...options })),
);
// Without what is asked of a new account.
await confirmAddress(mia.page, addressOf(mia));

await openDirect(ines.page, mia.username);
await write(ines.page, 'Drill is charged. Cake is planned.');
await openDirect(jo.page, mia.username);
await write(jo.page, 'The choir meets at seven tonight');
await write(jo.page, 'Can you bring the folder?');
await allSent(jo.page);
await createGroup(tom.page, 'Reading circle', [mia.username, ines.username]);
await write(tom.page, 'Chapter nine for next week, then?');
await allSent(tom.page);
await openDirect(tom.page, mia.username);
await write(tom.page, 'Hello Mia');
await chatEntry(mia.page, 'Tom Achterberg').click();
await message(mia.page, 'Hello Mia').waitFor();

const people = { mia, tom };
for (const [who, text] of TALK) {
  const other = who === 'mia' ? tom : mia;
  await write(people[who].page, text);
  await other.page.getByTestId('message').filter({ hasText: text }).waitFor();
}
await message(mia.page, TALK.at(-1)[1]).locator('[data-testid=tick][data-status=read]').waitFor();
await mia.page.getByTestId('composer').fill('');
await mia.page.screenshot({ path: file });
await browser.close();
console.log(file);
