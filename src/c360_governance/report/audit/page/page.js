"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const canvas = byId("canvas");
  const detail = byId("detail");
  const nodes = [...canvas.querySelectorAll("[data-node]")];
  const edges = [...canvas.querySelectorAll("[data-edge]")];
  const next = { upstream: data.nodes.map(() => []), downstream: data.nodes.map(() => []) };
  data.edges.forEach((edge, at) => {
    next.downstream[edge.source].push({ node: edge.target, edge: at });
    next.upstream[edge.target].push({ node: edge.source, edge: at });
  });

  // Looking: the view box is what is seen.
  const whole = canvas.viewBox.baseVal;
  const home = { x: whole.x, y: whole.y, width: whole.width, height: whole.height };
  let view = { ...home };
  const show = () => canvas.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
  const scale = () => Math.max(view.width / canvas.clientWidth, view.height / canvas.clientHeight);
  const zoom = (factor, x = view.x + view.width / 2, y = view.y + view.height / 2) => {
    const width = Math.min(Math.max(view.width * factor, 240), home.width * 3);
    const by = width / view.width;
    view = { x: x - (x - view.x) * by, y: y - (y - view.y) * by, width, height: view.height * by };
    show();
  };
  const move = (x, y) => { view.x += x; view.y += y; show(); };
  const fit = (box, most = Infinity) => {
    const width = Math.max(box.width, 300), height = Math.max(box.height, 200);
    const by = Math.max(width / canvas.clientWidth, height / canvas.clientHeight, 1 / most);
    view = { width: canvas.clientWidth * by, height: canvas.clientHeight * by };
    view.x = box.x + box.width / 2 - view.width / 2;
    view.y = box.y + box.height / 2 - view.height / 2;
    show();
  };
  const boxOf = (listed) => {
    const left = Math.min(...listed.map((at) => data.nodes[at].x)), top = Math.min(...listed.map((at) => data.nodes[at].y));
    const right = Math.max(...listed.map((at) => data.nodes[at].x)) + data.width;
    const bottom = Math.max(...listed.map((at) => data.nodes[at].y)) + data.height;
    return { x: left - 30, y: top - 30, width: right - left + 60, height: bottom - top + 60 };
  };
  const readable = (box) => Math.max(box.width / canvas.clientWidth, box.height / canvas.clientHeight) <= 2;
  const start = () => {
    // A large graph begins where its data begin, at a size that can be read.
    if (readable(home)) { fit(home); return; }
    view = { x: home.x, y: home.y, width: canvas.clientWidth * 1.5, height: canvas.clientHeight * 1.5 };
    view.y = Math.min(...data.nodes.map((node) => (node.x < 10 ? node.y : Infinity))) - 40;
    show();
  };
  const seen = (at) => {
    const node = data.nodes[at], room = 40;
    return node.x > view.x - room && node.x + data.width < view.x + view.width + room
      && node.y > view.y - room && node.y + data.height < view.y + view.height + room;
  };

  // Lighting what belongs together.
  const light = (litNodes, litEdges, chosen) => {
    canvas.classList.toggle("lighting", litNodes !== null);
    nodes.forEach((one, at) => {
      one.classList.toggle("lit", litNodes !== null && litNodes.has(at));
      one.classList.toggle("chosen", at === chosen);
    });
    edges.forEach((one, at) => one.classList.toggle("lit", litEdges !== null && litEdges.has(at)));
  };
  const reach = (from, way) => {
    const found = new Set([from]), through = new Set(), waiting = [from];
    while (waiting.length) {
      for (const step of next[way][waiting.pop()]) {
        through.add(step.edge);
        if (!found.has(step.node)) { found.add(step.node); waiting.push(step.node); }
      }
    }
    return [found, through];
  };
  const union = (one, other) => new Set([...one, ...other]);
  const columnReach = (from, column, way) => {
    const key = (node, name) => `${node}\n${name === null ? "" : name}`;
    const found = new Set([from]), through = new Set(), been = new Set([key(from, column)]), waiting = [[from, column]];
    while (waiting.length) {
      const [node, name] = waiting.pop();
      for (const step of next[way][node]) {
        const flows = data.edges[step.edge].columns;
        const pairs = flows.length ? flows : [[null, null]];
        for (const [source, target] of pairs) {
          const [here, there] = way === "downstream" ? [source, target] : [target, source];
          if (here !== null && name !== null && here !== name) continue;
          found.add(step.node);
          through.add(step.edge);
          if (!been.has(key(step.node, there))) { been.add(key(step.node, there)); waiting.push([step.node, there]); }
        }
      }
    }
    return [found, through];
  };
  const path = (from, to) => {
    const came = new Map([[from, null]]), queue = [from];
    for (const at of queue) {
      if (at === to) break;
      for (const step of next.downstream[at]) {
        if (!came.has(step.node)) { came.set(step.node, { node: at, edge: step.edge }); queue.push(step.node); }
      }
    }
    if (!came.has(to)) return null;
    const found = [to], through = [];
    for (let step = came.get(to); step; step = came.get(step.node)) { found.unshift(step.node); through.unshift(step.edge); }
    return [found, through];
  };

  // What is said of a node. Everything is set as text, never as markup.
  const make = (tag, text, options = {}) => {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    return Object.assign(made, options);
  };
  const link = (text, action) => {
    const made = make("button", text, { type: "button", className: "link" });
    made.addEventListener("click", action);
    return made;
  };
  const list = (head, items) => {
    if (!items.length) return;
    detail.append(make("h4", head));
    const made = make("ul");
    for (const item of items) { const line = make("li"); line.append(...[item].flat()); made.append(line); }
    detail.append(made);
  };
  const describe = (at, column) => {
    const node = data.nodes[at];
    detail.replaceChildren(make("h3", node.name), make("p", [node.kind, node.owner].filter(Boolean).join(", "), { className: "sub" }));
    if (node.description) detail.append(make("p", node.description));
    const state = make("p");
    state.append(make("span", data.words[node.state], { className: `state ${node.state}` }));
    if (node.personal) state.append(" ", make("span", "personal data", { className: "state" }));
    detail.append(state);
    if (node.contract) { const line = make("p"); line.append(make("code", node.contract)); detail.append(line); }
    list("Checks that did not pass", node.not_passed);
    for (const [way, head] of [["upstream", "Made from"], ["downstream", "Flows into"]]) {
      list(`${head} (${next[way][at].length}; ${reach(at, way)[0].size - 1} in all)`, next[way][at].map((step) => {
        const edge = data.edges[step.edge];
        const note = edge.superseded ? "no longer" : edge.observed.length ? `seen ${edge.last ? edge.last.slice(0, 10) : ""}` : "only declared";
        return [link(data.nodes[step.node].label, () => choose(step.node, true)), make("span", ` ${note}`, { className: "faint" })];
      }));
    }
    list("Columns", node.columns.map((one) => {
      const button = link(one.name, () => choose(at, false, one.name === column ? null : one.name));
      button.setAttribute("aria-pressed", String(one.name === column));
      const notes = [one.type, one.classification, one.personal ? "personal" : null].filter(Boolean).join(", ");
      return [button, make("span", ` ${notes}`, { className: "faint" })];
    }));
  };
  const choose = (at, centre, column = null) => {
    byId("from").value = byId("to").value = "";
    const ways = ["upstream", "downstream"].map((way) => column === null ? reach(at, way) : columnReach(at, column, way));
    const lit = union(ways[0][0], ways[1][0]);
    light(lit, union(ways[0][1], ways[1][1]), at);
    describe(at, column);
    if (centre) { const box = boxOf([...lit]); fit(readable(box) ? box : boxOf([at]), 0.9); }
  };
  const clear = () => {
    light(null, null, -1);
    nodes.forEach((one) => one.classList.remove("hit"));
    byId("search").value = byId("from").value = byId("to").value = byId("found").textContent = "";
    detail.replaceChildren(make("p", "Choose a node to light what it is made from and what is made from it.", { className: "hint" }));
    start();
  };
  const labels = new Map(data.nodes.map((node, at) => [node.label, at]));
  const follow = () => {
    const [from, to] = ["from", "to"].map((id) => labels.get(byId(id).value));
    if (from === undefined || to === undefined) return;
    const found = path(from, to);
    detail.replaceChildren(make("h3", "Path"));
    if (found === null) {
      light(new Set([from, to]), new Set(), -1);
      const back = path(to, from) !== null;
      detail.append(make("p", back ? "No data flow this way; they do the other way round." : "No data flow from one to the other."));
      return;
    }
    light(new Set(found[0]), new Set(found[1]), -1);
    list(`${found[1].length} ${found[1].length === 1 ? "step" : "steps"}`, found[0].map((at, step) => {
      const edge = step ? data.edges[found[1][step - 1]] : null;
      const by = edge ? [...edge.declared, ...edge.observed].join(", ") : "";
      return [link(data.nodes[at].label, () => choose(at, true)), make("span", by ? ` by ${by}` : "", { className: "faint" })];
    }));
    fit(boxOf(found[0]), 0.9);
  };

  // Searching, with the keyboard as well as with the mouse.
  let hits = [], turn = 0;
  const search = (event) => {
    const wanted = byId("search").value.trim().toLowerCase();
    hits = wanted ? data.nodes.map((_, at) => at).filter((at) => data.nodes[at].find.includes(wanted)) : [];
    nodes.forEach((one, at) => one.classList.toggle("hit", hits.includes(at)));
    byId("found").textContent = wanted ? `${hits.length} found` : "";
    turn = 0;
    if (hits.length && hits.length <= 12 && event) fit(boxOf(hits), 0.8);
  };
  byId("search").addEventListener("input", search);
  byId("search").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && hits.length) { event.preventDefault(); choose(hits[turn % hits.length], true); turn += 1; }
    if (event.key === "Escape") clear();
  });
  for (const id of ["from", "to"]) byId(id).addEventListener("input", follow);
  byId("clear").addEventListener("click", clear);
  byId("in").addEventListener("click", () => zoom(0.75));
  byId("out").addEventListener("click", () => zoom(1 / 0.75));
  byId("fit").addEventListener("click", () => fit(home));
  nodes.forEach((one, at) => {
    one.addEventListener("click", () => { if (!dragged) choose(at, false); });
    one.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(at, true); }
    });
    one.addEventListener("focus", () => { if (one.matches(":focus-visible") && !seen(at)) fit(boxOf([at]), 0.8); });
  });
  canvas.addEventListener("keydown", (event) => {
    const step = 60 * scale();
    const action = {
      ArrowLeft: () => move(-step, 0), ArrowRight: () => move(step, 0), ArrowUp: () => move(0, -step), ArrowDown: () => move(0, step),
      "+": () => zoom(0.75), "=": () => zoom(0.75), "-": () => zoom(1 / 0.75), "0": () => fit(home), Escape: clear,
    }[event.key];
    if (action) { event.preventDefault(); action(); }
  });
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(canvas.getScreenCTM().inverse());
    zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, at.x, at.y);
  }, { passive: false });
  let grabbed = null, dragged = false;
  canvas.addEventListener("pointerdown", (event) => { grabbed = { x: event.clientX, y: event.clientY }; dragged = false; });
  addEventListener("pointermove", (event) => {
    if (grabbed === null) return;
    const x = event.clientX - grabbed.x, y = event.clientY - grabbed.y;
    if (!dragged && Math.hypot(x, y) < 4) return;
    dragged = true;
    canvas.classList.add("moving");
    move(-x * scale(), -y * scale());
    grabbed = { x: event.clientX, y: event.clientY };
  });
  addEventListener("pointerup", () => { grabbed = null; canvas.classList.remove("moving"); });
  start();
})();
