// The map of the corpus: a point is a passage; a region can be read.

import { get, post } from "../api.js";
import { factsLine, placeOf } from "../found.js";
import { html, icon, nothing, render, svg } from "../html.js";
import { say, sayError } from "../words.js";

// How often the job that draws is looked at, in milliseconds.
const POLL = 500;
// The picture's own units; a pointer takes a point within so many of them.
const WIDTH = 900;
const HEIGHT = 560;
const EDGE = 24;
const REACH = 16;
// Passages shown of a region.
const READ = 12;
const COLOURS = 8;

const x = (point) => EDGE + point.x * (WIDTH - 2 * EDGE);
const y = (point) => EDGE + point.y * (HEIGHT - 2 * EDGE);

export class CorpusMap {
  constructor(place) {
    this.place = place;
    this.drawn = null;
    this.region = null;
    this.passages = [];
    this.said = say("pick_point");
    this.known = new Map();
  }

  /** Ask for the map, wait while it is drawn, show it. */
  async load() {
    render(html`<p class="status" role="status">${say("map_drawing")}</p><progress aria-label=${say("map_drawing")}></progress>`, this.place);
    try {
      let answer = await post("/v1/map", {});
      while (answer.job) {
        let { job } = answer;
        while (job.state === "queued" || job.state === "running") {
          await new Promise((resolve) => setTimeout(resolve, POLL));
          job = await get(`/v1/jobs/${job.id}`);
        }
        if (job.state !== "done") throw Object.assign(new Error(Object.values(job.errors).flat().join(" ")), { code: job.state });
        answer = await post("/v1/map", {});
      }
      this.drawn = answer;
      this.draw();
    } catch (error) {
      render(html`<p class="failure" role="alert">${sayError(error)}</p>
        <button type="button" class="quiet" @click=${() => this.load()}>${icon("map")}${say("map_draw")}</button>`, this.place);
    }
  }

  draw() {
    const { points, regions } = this.drawn;
    if (points.length < 5) return render(html`<p class="hint">${say("map_empty")}</p>`, this.place);
    render(
      html`<div class="map">
        <div class="map-picture">
        <svg viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label=${say("map_label", { points: points.length, regions: regions.length })}
          @pointermove=${(event) => this.point(event)} @click=${(event) => this.open(event)}>
          ${points.map((point) => svg`<circle class=${this.pointClass(point)} cx=${x(point)} cy=${y(point)} r="3.6"></circle>`)}
          ${regions.map((region, at) => svg`<text class=${`map-word ${this.isDim(at) ? "dim" : ""}`} x=${x(region)} y=${y(region)} text-anchor="middle">${region.words.slice(0, 2).join(" ")}</text>`)}
        </svg>
        </div>
        <div class="map-side">
          <div class="row regions" role="group" aria-label=${say("regions")}>
            ${regions.map((region, at) => html`<button type="button" class="quiet small" aria-pressed=${String(this.region === at)} @click=${() => this.read(at)}>
              <i class=${`dot series-${(at % COLOURS) + 1}`}></i>${region.words.join(" ") || at + 1} <span class="count">${region.points}</span></button>`)}
          </div>
          <div class="map-text" aria-live="polite">${this.region === null ? this.said : this.reading()}</div>
        </div>
      </div>`,
      this.place,
    );
  }

  isDim = (region) => this.region !== null && this.region !== region;

  pointClass = ({ region }) => `map-point series-${(region % COLOURS) + 1} ${this.isDim(region) ? "dim" : ""}`;

  /** The point under the pointer, if there is one near. */
  near(event) {
    const box = event.currentTarget.getBoundingClientRect();
    const at = { x: ((event.clientX - box.left) / box.width) * WIDTH, y: ((event.clientY - box.top) / box.height) * HEIGHT };
    let best = null;
    let least = REACH;
    for (const point of this.drawn.points) {
      const distance = Math.hypot(x(point) - at.x, y(point) - at.y);
      if (distance < least) [best, least] = [point, distance];
    }
    return best;
  }

  async passage(id) {
    if (!this.known.has(id)) this.known.set(id, get(`/v1/passages/${id}?before=0&after=0`));
    return this.known.get(id);
  }

  async point(event) {
    const found = this.near(event);
    event.currentTarget.classList.toggle("over-point", Boolean(found));
    // While a region is read, crossing the map on the way to its passages must not take them away.
    if (!found || found === this.over || this.region !== null) return;
    this.over = found;
    const passage = await this.passage(found.passage_id).catch(() => null);
    if (!passage || this.over !== found || this.region !== null) return;
    this.said = shown(passage);
    this.draw();
  }

  async open(event) {
    const found = this.near(event);
    if (!found) return;
    const passage = await this.passage(found.passage_id);
    location.href = placeOf(passage.document, passage.start, passage.end);
  }

  /** Read a region: the passages nearest to its middle. */
  async read(at) {
    if (this.region === at) {
      this.region = null;
      return this.draw();
    }
    this.region = at;
    this.passages = [];
    this.draw();
    const middle = this.drawn.regions[at];
    const inside = this.drawn.points.filter(({ region }) => region === at);
    inside.sort((one, other) => Math.hypot(one.x - middle.x, one.y - middle.y) - Math.hypot(other.x - middle.x, other.y - middle.y));
    const found = await Promise.all(inside.slice(0, READ).map(({ passage_id: id }) => this.passage(id).catch(() => null)));
    if (this.region !== at) return;
    this.passages = found.filter(Boolean);
    this.draw();
  }

  reading() {
    return html`<h3>${say("read_region")}</h3><ul>${this.passages.map((each) => html`<li>${shown(each)}</li>`)}</ul>`;
  }
}

function shown(passage) {
  const text = passage.text.length > 140 ? `${passage.text.slice(0, 140)}……` : passage.text;
  return html`<p class="map-passage">${text}</p>
    <p class="facts"><a href=${placeOf(passage.document, passage.start, passage.end)}>${passage.document.title || say("untitled")}</a>
    ${factsLine(passage.document) ? html` · ${factsLine(passage.document)}` : nothing}</p>`;
}
