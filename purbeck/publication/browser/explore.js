/* Charts to explore, point by point: where this script does not run, in print, and until asked, the page keeps its still ones.
   A point tells what its row of the table beside the chart says, so that nothing is said twice or otherwise. */
(function () {
  "use strict";

  const NOTHING = -1;
  const template = document.getElementById("exploring");
  const parts = JSON.parse(document.getElementById("chart-parts").textContent);
  let coming = null; // Vega, which is half a megabyte, comes with the first chart that somebody explores

  function vegaCame() {
    coming = coming || new Promise(function (came, failed) {
      const script = document.createElement("script");
      script.src = "vega.js";
      script.onload = came;
      script.onerror = failed;
      document.head.append(script);
    });
    return coming;
  }

  /* What stands for its number, {"$": 3}, is written once for all charts of the page. */
  function whole(held) {
    if (Array.isArray(held)) return held.map(whole);
    if (held === null || typeof held !== "object") return held;
    if ("$" in held) return whole(parts[held.$]);
    return Object.fromEntries(Object.entries(held).map(([name, one]) => [name, whole(one)]));
  }

  function specificationIn(figure) {
    const made = whole(JSON.parse(figure.querySelector("script.specification").textContent));
    for (const data of made.data) {
      if (!data.values) continue;
      const [names, ...rows] = data.values;
      data.values = rows.map((row) => Object.fromEntries(names.map((name, n) => [name, row[n]])));
    }
    return made;
  }

  const words = (element) => element.textContent.replace(/\s+/g, " ").trim();

  class Explored {
    constructor(figure) {
      this.figure = figure;
      this.article = figure.closest("article");
      this.title = figure.querySelector("svg[role=img]").getAttribute("aria-labelledby");
      figure.querySelector("script.specification").before(template.content.cloneNode(true));
      this.box = figure.querySelector(".explored");
      this.button = figure.querySelector(".explore button");
      this.opening = this.button.textContent;
      this.name();
      this.button.addEventListener("click", () => this.turn());
    }

    /* Many buttons say the same: each also says, unseen, which chart it is of. */
    name() {
      const open = this.button.getAttribute("aria-expanded") === "true";
      const which = document.createElement("span");
      which.className = "unseen";
      which.textContent = ": " + words(document.getElementById(this.title));
      this.button.replaceChildren(open ? this.button.dataset.shut : this.opening, which);
    }

    async turn() {
      if (!this.view) {
        try {
          await vegaCame();
          await this.draw();
        } catch (error) {
          this.button.replaceWith(this.button.dataset.failed);
          throw error;
        }
      }
      const open = this.box.hidden;
      this.box.hidden = !open;
      this.figure.classList.toggle("is-explored", open);
      this.button.setAttribute("aria-expanded", String(open));
      this.name();
      if (!open) return;
      this.reachable();
      this.select.focus();
    }

    /* What scrolls can be scrolled by keyboard, and says what it is. */
    reachable() {
      const drawing = this.box.querySelector(".drawing");
      if (drawing.scrollWidth <= drawing.clientWidth) return;
      drawing.tabIndex = 0;
      drawing.setAttribute("role", "region");
      drawing.setAttribute("aria-labelledby", this.title);
    }

    async draw() {
      const still = this.figure.querySelector("svg.only-desk");
      const picture = this.box.querySelector("[role=img]");
      for (const name of ["aria-labelledby", "aria-describedby"]) picture.setAttribute(name, still.getAttribute(name));
      const made = specificationIn(this.figure);
      this.along = made.usermeta.along;
      const runtime = vega.parse(made, null, { ast: true });
      this.view = new vega.View(runtime, { expr: vega.expressionInterpreter, renderer: "svg", container: picture.firstElementChild });
      await this.view.runAsync();
      const lettering = still.querySelector("g.lettering"); // names and figures that stand beside the marks
      if (lettering) picture.querySelector("svg").append(lettering.cloneNode(true));
      this.points = this.view.scenegraph().root.items[0].items.find((mark) => mark.name === "rings").items;
      this.offer();
      picture.addEventListener("pointermove", (event) => this.choose(this.nearest(event, picture)));
      picture.addEventListener("pointerdown", (event) => this.choose(this.nearest(event, picture)));
      this.box.addEventListener("keydown", (event) => { if (event.key === "Escape") this.choose(NOTHING); });
    }

    /* Every point by the first cell of its row, in the order of the chart. */
    offer() {
      const table = this.article.querySelector("table");
      this.heads = [...table.querySelectorAll("thead th")].map(words);
      this.rows = [...table.querySelectorAll("tbody tr")].map((row) => [...row.cells].map(words));
      this.select = this.box.querySelector("select");
      this.box.querySelector(".of").textContent = this.heads[0] + ".";
      for (const point of this.points) {
        this.select.append(new Option(this.rows[point.datum.row][0], point.datum.row));
      }
      this.select.addEventListener("change", () => this.choose(Number(this.select.value)));
    }

    nearest(event, picture) {
      const { left, top } = this.view.padding();
      const drawn = picture.querySelector("svg").getBoundingClientRect();
      const across = this.along === "y" ? 0 : 1;
      const down = this.along === "x" ? 0 : 1;
      const far = (point) => Math.hypot(across * (point.x + left - event.clientX + drawn.left),
        down * (point.y + top - event.clientY + drawn.top));
      return this.points.reduce((best, point) => (far(point) < far(best) ? point : best)).datum.row;
    }

    choose(row) {
      if (this.chosen === row) return;
      this.chosen = row;
      this.select.value = String(row);
      this.view.signal("chosen", row).runAsync();
      const [first, ...others] = this.rows[row] || [""];
      const told = others.map((cell, n) => (cell ? this.heads[n + 1] + ": " + cell : "")).filter(Boolean);
      this.box.querySelector("output").textContent = first && first + ". " + told.join("; ") + ".";
      this.show(this.points.find((point) => point.datum.row === row));
    }

    /* On a telephone the drawing is wider than the page: bring the point into its window. */
    show(point) {
      const drawing = this.box.querySelector(".drawing");
      if (!point || drawing.scrollWidth <= drawing.clientWidth) return;
      const at = point.x + this.view.padding().left;
      if (at < drawing.scrollLeft + 30 || at > drawing.scrollLeft + drawing.clientWidth - 30) {
        drawing.scrollLeft = at - drawing.clientWidth / 2;
      }
    }
  }

  for (const script of document.querySelectorAll("figure.chart script.specification")) {
    new Explored(script.closest("figure"));
  }
})();
