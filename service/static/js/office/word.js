// Word, through Office.js: the only module that speaks to it. Offsets within a paragraph count UTF-16 units, as strings do.

// A stretch is looked for by its beginning and its end, since Word's search takes 255 characters at most; some of them
// (^, tabs) become two.
const SNIPPET = 60;

let comments = false;

/** Wait for Word; false where the page is not open in Word, or there is no Office.js. */
export async function inWord() {
  if (!globalThis.Office) return false;
  const { host } = await Office.onReady();
  if (host !== Office.HostType.Word) return false;
  comments = Office.context.requirements.isSetSupported("WordApi", "1.4");
  return true;
}

/** Whether this Word can write comments for add-ins (WordApi 1.4: Word 2021 and later). */
export const canComment = () => comments;

/** The text that is selected. */
export const selectedText = () =>
  Word.run(async (context) => {
    const selection = context.document.getSelection();
    selection.load("text");
    await context.sync();
    return plain(selection.text);
  });

/** Put a text behind the selection and select it, so that the writer sees what came. */
export const insert = (text) =>
  Word.run(async (context) => {
    const selection = context.document.getSelection();
    selection.insertText(text, "After").select("Select");
    await context.sync();
  });

/** The document's text, a line for each paragraph, those of tables among them. */
export const paragraphTexts = () =>
  Word.run(async (context) => (await loaded(context)).map(({ text }) => plain(text)));

/** Select a stretch in the document and bring it into sight; false when its wording is not there any more. */
export const select = (stretch) =>
  Word.run(async (context) => {
    const range = await find(context, await loaded(context), stretch);
    range?.select("Select");
    await context.sync();
    return range !== null;
  });

/** Write a comment at each stretch: [{ stretch, text }]. Returns how many could be placed. */
export const comment = (wanted) =>
  Word.run(async (context) => {
    const paragraphs = await loaded(context);
    let placed = 0;
    for (const { stretch, text } of wanted) {
      const range = await find(context, paragraphs, stretch);
      if (!range) continue;
      range.insertComment(text);
      placed += 1;
    }
    await context.sync();
    return placed;
  });

/**
 * Where a range of the text of all paragraphs, joined by line breaks, lies.
 *
 * @param texts the paragraphs' texts
 * @param start UTF-16 offset into `texts.join("\n")`; `end` likewise
 * @returns the first and the last paragraph with the part of each that belongs to it
 */
export function stretchOf(texts, start, end) {
  const parts = [];
  let from = 0;
  for (const [index, text] of texts.entries()) {
    const to = from + text.length;
    if (from < end && to > start) parts.push({ index, text, start: Math.max(start - from, 0), end: Math.min(end - from, text.length) });
    from = to + 1;
  }
  return { first: parts[0], last: parts.at(-1) };
}

async function loaded(context) {
  const { paragraphs } = context.document.body;
  paragraphs.load("items/text");
  await context.sync();
  return paragraphs.items;
}

/** A stretch as a range of Word's; null when its paragraphs have changed since they were read. */
async function find(context, paragraphs, { first, last }) {
  const start = await within(context, paragraphs, first);
  const end = last.index === first.index ? start : await within(context, paragraphs, last);
  if (!start || !end) return null;
  return start === end ? start : start.expandTo(end);
}

async function within(context, paragraphs, part) {
  const paragraph = nearestWith(paragraphs, part);
  if (!paragraph) return null;
  const wording = part.text.slice(part.start, part.end);
  const head = beginning(wording);
  const from = await occurrence(context, paragraph, part.text, head, part.start);
  if (!from) return paragraph.getRange("Content");
  if (head.length === wording.length) return from;
  const tail = ending(wording);
  const to = await occurrence(context, paragraph, part.text, tail, part.end - tail.length);
  return to ? from.expandTo(to) : paragraph.getRange("Content");
}

/** The paragraph with this text that is nearest to where it stood: others may have come before it meanwhile. */
function nearestWith(paragraphs, { index, text }) {
  for (let away = 0; away < paragraphs.length; away += 1) {
    for (const each of [paragraphs[index - away], paragraphs[index + away]]) if (each && plain(each.text) === text) return each;
  }
  return null;
}

/** Of the places where Word finds a snippet the one that begins at `at`; null when Word counts otherwise than we do. */
async function occurrence(context, paragraph, text, snippet, at) {
  let before = 0;
  for (let place = text.indexOf(snippet); place >= 0 && place < at; place = text.indexOf(snippet, place + snippet.length)) before += 1;
  const found = paragraph.search(escaped(snippet), { matchCase: true });
  found.load("items/text");
  await context.sync();
  return found.items.filter((each) => plain(each.text) === snippet)[before] ?? null;
}

const HIGH = /[\ud800-\udbff]$/;
const LOW = /^[\udc00-\udfff]/;
const beginning = (wording) => wording.slice(0, SNIPPET).replace(wording.length > SNIPPET ? HIGH : /$^/, "");
const ending = (wording) => wording.slice(-SNIPPET).replace(LOW, "");

// Word's codes for what its search reads otherwise; a line break within a paragraph is ours since `plain`.
const CODES = { "^": "^^", "\t": "^t", "\n": "^l" };
const escaped = (text) => text.replace(/[\^\t\n]/g, (sign) => CODES[sign]);

/** Word's text with a plain sign for each of its own, one for one, so that offsets stay. */
const plain = (text) => text.replace(/[\v\f\r]/g, "\n").replace(/[\x00-\x08\x0e-\x1f]/g, " ");
