((data, folder) => {
  const box = document.querySelector(".lanes"), days = data.days, high = 34, left = 128, wide = 560;
  const element = (name, text, attributes) => {
    const made = Object.assign(document.createElement(name), attributes);
    made.textContent = text;
    return made;
  };
  const date = (day) => new Date(data.first + Math.floor(day) * 864e5).toISOString().slice(0, 10);
  const bar = element("div", "", { className: "zoom" }), told = element("p", "", { className: "quiet" });
  const chart = element("div", "", { className: "scroll" }), list = element("div", "", { className: "scroll" });
  told.setAttribute("role", "status");
  let from = data.opens, to = data.closes, step = 1;
  const show = (start, end) => {
    const span = Math.min(days, Math.max(1, Math.round(end - start)));
    from = Math.min(days - span, Math.max(0, Math.floor(start)));
    to = from + span;
    draw();
  };
  const move = (way) => show(from + way * Math.ceil((to - from) / 2), to + way * Math.ceil((to - from) / 2));
  const draw = () => {
    const span = to - from, seen = data.events.filter((one) => one[0] >= from && one[0] < to);
    step = [1, 7, 30.4375, 91.3125, 365.25].find((one) => span / one <= 120) ?? 365.25;
    const bins = Math.ceil(span / step), counts = data.lanes.map(() => new Array(bins).fill(0));
    seen.forEach(([day, lane]) => { counts[lane][Math.floor((day - from) / step)] += 1; });
    const firstDay = (bin) => Math.min(to, from + Math.ceil(bin * step));
    const most = Math.max(1, ...counts.flat()), unit = wide / bins, foot = data.lanes.length * high;
    const lanes = counts.map((row, lane) => {
      const [name, colour] = data.lanes[lane], base = (lane + 1) * high;
      const bars = row.map((count, bin) => count ? `<rect x="${left + bin * unit}" y="${base - count / most * (high - 6)}"
        width="${Math.max(1, unit - 1)}" height="${count / most * (high - 6)}" style="fill:${colour}"><title>${name},
        ${date(firstDay(bin))}: ${count}</title></rect>` : "").join("");
      return `<text x="${left - 8}" y="${base - 8}" text-anchor="end">${name}</text>${bars}
        <path d="M${left} ${base}h${wide}" stroke="currentColor" opacity=".25"/>`;
    }).join("");
    const ticks = [0, 1, 2, 3].map((at) => `<text x="${left + at * wide / 4}" y="${foot + 16}">${date(from + at * span / 4)}</text>`);
    chart.innerHTML = `<svg viewBox="0 0 ${left + wide + 4} ${foot + 22}" role="img"
      aria-label="Events by camp from ${date(from)} to ${date(to - 1)}">${lanes}${ticks.join("")}</svg>`;
    chart.firstChild.addEventListener("click", (event) => {
      const at = (event.clientX - chart.firstChild.getBoundingClientRect().left) / chart.firstChild.clientWidth;
      const bin = Math.floor((at * (left + wide + 4) - left) / unit);
      if (bin >= 0 && bin < bins) show(firstDay(bin), firstDay(bin + 1));
    });
    told.textContent = `${date(from)} to ${date(to - 1)}: ${seen.length.toLocaleString("en")} of ${data.events.length.toLocaleString("en")} events.` +
      (seen.length > 200 ? " They are listed where no more than 200 are in view: choose a bar to look closer." : "");
    list.replaceChildren(...(seen.length && seen.length <= 200 ? [table(seen)] : []));
  };
  const table = (seen) => {
    const made = document.createElement("table"), head = made.createTHead().insertRow(), body = made.createTBody();
    ["date", "camp of the actor", "event", "place", "status"].forEach((name) => head.append(element("th", name, { scope: "col" })));
    seen.forEach(([day, lane, type, place, article, number, status]) => {
      const row = body.insertRow(), name = data.articles[article];
      row.append(element("th", "", { scope: "row", className: "day" }));
      row.firstChild.append(element("a", date(day), { href: `${folder}/${name}.html#${name}:e${number}` }));
      [data.lanes[lane][0], data.types[type], data.places[place], data.statuses[status]].forEach((text) => row.append(element("td", text)));
    });
    return made;
  };
  const turn = (name, label, change) => {
    const made = element("button", name, { type: "button", title: label });
    made.setAttribute("aria-label", label);
    made.addEventListener("click", change);
    return made;
  };
  bar.append(turn("−", "Show twice the time", () => show(from - (to - from) / 2, to + (to - from) / 2)),
    turn("+", "Show half the time", () => show(from + (to - from) / 4, to - (to - from) / 4)),
    turn("←", "Earlier", () => move(-1)),
    turn("→", "Later", () => move(1)),
    turn("All", "Show the whole time", () => show(0, days)));
  box.replaceChildren(bar, told, chart, list);
  show(from, to);
})
