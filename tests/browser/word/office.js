// A stand-in of Office.js for tests: the part of Word's object model that the pane uses, over paragraphs of plain text.
// Like Word it does nothing until context.sync(), refuses to tell what was not loaded, searches at most 255 characters,
// reads ^ as the beginning of a code, and finds no overlapping places. `wordModel` is the document.

(() => {
  const usual = { paragraphs: [""], selection: null, comments: [], versions: { WordApi: 1.4 }, refuses: null, host: "Word" };
  const model = { ...usual, ...globalThis.wordAsTested };
  globalThis.wordModel = model;

  const LONGEST = 255;
  const CODES = { "^": "^", t: "\t", l: "\v" };
  const EMPTY = { from: [0, 0], to: [0, 0] };

  class Loaded {
    constructor(context) {
      this.context = context;
      this.known = new Set();
    }

    load(names) {
      this.context.queue.push(() => names.split(",").forEach((name) => this.know(name.trim())));
      return this;
    }

    know(name) {
      this.known.add(name);
    }

    told(name, value) {
      if (!this.known.has(name)) throw new Error(`PropertyNotLoaded: ${name}`);
      return value();
    }
  }

  class Range extends Loaded {
    constructor(context, place) {
      super(context);
      this.place = place; // () => { from: [paragraph, offset], to: [paragraph, offset] }, at the time of the sync
    }

    get text() {
      return this.told("text", () => wording(this.place()));
    }

    select(mode) {
      if (mode !== undefined && !["Select", "Start", "End"].includes(mode)) throw new Error(`InvalidArgument: ${mode}`);
      this.context.queue.push(() => (model.selection = this.place()));
    }

    expandTo(other) {
      return new Range(this.context, () => hull(this.place(), other.place()));
    }

    insertText(text, where) {
      if (!["Replace", "Start", "End", "Before", "After"].includes(where)) throw new Error(`InvalidArgument: ${where}`);
      if (where !== "After") throw new Error("the stand-in inserts behind ranges only");
      let made = EMPTY;
      this.context.queue.push(() => {
        const [paragraph, at] = this.place().to;
        const now = model.paragraphs[paragraph];
        model.paragraphs[paragraph] = now.slice(0, at) + text + now.slice(at);
        made = { from: [paragraph, at], to: [paragraph, at + text.length] };
      });
      return new Range(this.context, () => made);
    }

    insertComment(text) {
      if (model.versions.WordApi < 1.4) throw new Error("ApiNotFound: insertComment");
      this.context.queue.push(() => model.comments.push({ text, on: wording(this.place()) }));
    }
  }

  class Paragraph extends Loaded {
    constructor(context, index) {
      super(context);
      this.index = index;
    }

    get text() {
      return this.told("text", () => model.paragraphs[this.index]);
    }

    getRange(part) {
      if (part !== "Content") throw new Error("the stand-in knows paragraphs' contents only");
      return new Range(this.context, () => ({ from: [this.index, 0], to: [this.index, model.paragraphs[this.index].length] }));
    }

    search(wanted, { matchCase = false } = {}) {
      if (wanted.length > LONGEST) throw new Error("SearchStringInvalidOrTooLong");
      if (!matchCase) throw new Error("the stand-in minds the case only");
      return new Found(this.context, this.index, wanted.replace(/\^(.)/g, (_, code) => CODES[code] ?? refuse(code)));
    }
  }

  class Collection extends Loaded {
    know(name) {
      super.know("items");
      this.all = this.make();
      if (name.startsWith("items/")) this.all.forEach((each) => each.know(name.slice("items/".length)));
    }

    get items() {
      return this.told("items", () => this.all);
    }
  }

  class Found extends Collection {
    constructor(context, index, wanted) {
      super(context);
      Object.assign(this, { index, wanted });
    }

    make() {
      const text = model.paragraphs[this.index];
      const places = [];
      for (let at = text.indexOf(this.wanted); at >= 0; at = text.indexOf(this.wanted, at + this.wanted.length)) places.push(at);
      return places.map((at) => new Range(this.context, () => ({ from: [this.index, at], to: [this.index, at + this.wanted.length] })));
    }
  }

  class Paragraphs extends Collection {
    make() {
      return model.paragraphs.map((_, index) => new Paragraph(this.context, index));
    }
  }

  class Context {
    queue = [];

    constructor() {
      this.document = {
        body: { paragraphs: new Paragraphs(this) },
        getSelection: () => new Range(this, () => model.selection ?? EMPTY),
      };
    }

    async sync() {
      await null;
      if (model.refuses) throw new Error(model.refuses);
      for (const step of this.queue.splice(0)) step();
    }
  }

  const refuse = (code) => {
    throw new Error(`^${code} is no code`);
  };
  const before = (a, b) => a[0] < b[0] || (a[0] === b[0] && a[1] <= b[1]);
  const hull = (a, b) => ({ from: before(a.from, b.from) ? a.from : b.from, to: before(a.to, b.to) ? b.to : a.to });

  function wording({ from, to }) {
    if (from[0] === to[0]) return model.paragraphs[from[0]].slice(from[1], to[1]);
    const between = model.paragraphs.slice(from[0] + 1, to[0]);
    return [model.paragraphs[from[0]].slice(from[1]), ...between, model.paragraphs[to[0]].slice(0, to[1])].join("\r");
  }

  globalThis.Word = {
    async run(work) {
      const context = new Context();
      const answer = await work(context);
      await context.sync();
      return answer;
    },
  };
  globalThis.Office = {
    HostType: { Word: "Word", Excel: "Excel" },
    onReady: async () => ({ host: model.host, platform: "PC" }),
    context: { requirements: { isSetSupported: (name, version) => model.versions[name] >= Number(version) } },
  };
  // Office.js does this to every page it is loaded into.
  history.pushState = history.replaceState = null;
})();
