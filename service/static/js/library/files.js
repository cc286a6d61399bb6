// From a drop or a choice to files with the names they are kept under; folders are gone through.

// What the readers know; anything else in a folder (pictures, .DS_Store) is passed over and counted.
const KNOWN = /\.(docx|pdf|txt|md|markdown|html?|odt|doc|wps)$/i;

/** Files of an <input>, with the path inside a chosen folder as their name. */
export const chosenFiles = (input) => sorted([...input.files].map((file) => ({ file, name: file.webkitRelativePath || file.name })));

/** Files of a drop, folders gone through. Entries must be taken before the first await: the drop is over then. */
export async function droppedFiles(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile()).filter(Boolean);
  const found = await Promise.all(entries.map((entry) => (entry instanceof File ? [{ file: entry, name: entry.name }] : filesOf(entry))));
  return sorted(found.flat());
}

async function filesOf(entry) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return [{ file, name: entry.fullPath.replace(/^\//, "") }];
  }
  const reader = entry.createReader();
  const inside = [];
  for (;;) {
    // A reader hands out a hundred entries at a time, and an empty list at the end.
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) break;
    inside.push(...some);
  }
  return (await Promise.all(inside.map(filesOf))).flat();
}

/** Files that can be read, in the order of their names, and how many were passed over because of what they are. */
function sorted(all) {
  const isAlone = all.length === 1;
  const files = isAlone ? all : all.filter(({ name }) => KNOWN.test(name));
  files.sort((one, other) => one.name.localeCompare(other.name, "zh"));
  return { files, passedOver: all.length - files.length };
}
