(() => {
  const root = document.documentElement;
  const kept = (value) => { try { return value ? localStorage.setItem("dateline-theme", value)
                                               : localStorage.getItem("dateline-theme"); } catch { return null; } };
  const dark = () => (root.style.colorScheme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  if (kept()) root.style.colorScheme = kept();
  const value = (cell) => {
    const text = (cell.dataset.sort ?? cell.textContent).trim();
    const number = /^[-+−]?[\d.,]+(?=%|$|\s*[[(]|\sto\s|\s\S+$)/.exec(text);
    return number ? Number(number[0].replace("−", "-").replace(/,/g, "")) : text;
  };
  const compare = (a, b) => typeof a === typeof b ? (typeof a === "number" ? a - b : a.localeCompare(b)) : typeof a === "number" ? -1 : 1;
  const sortable = (table) => {
    const head = table.tHead?.rows, body = table.tBodies[0];
    if (!head?.length || !body || body.rows.length < 2) return;
    if (table.querySelector("tbody [rowspan], tbody [colspan]")) return;
    const heads = head[head.length - 1].cells;
    [...heads].forEach((th, column) => {
      if (!th.textContent.trim() || th.colSpan > 1) return;
      const cells = [...body.rows].map((row) => row.cells[column]).filter((cell) => cell?.textContent.trim());
      if (cells.length && cells.every((cell) => cell.tagName === "TD" && typeof value(cell) === "number"))
        [th, ...cells].forEach((cell) => cell.classList.add("num"));
      const button = document.createElement("button");
      button.type = "button";
      button.append(...th.childNodes);
      th.append(button);
      button.addEventListener("click", () => {
        const down = th.getAttribute("aria-sort") === "ascending";
        [...heads].forEach((other) => other.removeAttribute("aria-sort"));
        th.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = [...body.rows].map((row) => [value(row.cells[column]), row]);
        rows.sort((a, b) => (down ? -1 : 1) * compare(a[0], b[0]));
        body.append(...rows.map((pair) => pair[1]));
      });
    });
  };
  addEventListener("DOMContentLoaded", () => {
    const theme = document.querySelector("#theme"), code = document.querySelector("#code");
    const name = () => { theme.textContent = dark() ? "Light" : "Dark"; };
    if (theme) {
      name();
      theme.addEventListener("click", () => { root.style.colorScheme = dark() ? "light" : "dark"; kept(root.style.colorScheme); name(); });
    }
    code?.addEventListener("click", () => {
      const open = code.getAttribute("aria-pressed") !== "true";
      code.setAttribute("aria-pressed", open);
      code.textContent = open ? "Hide code" : "Show code";
      document.querySelectorAll("details.code").forEach((one) => { one.open = open; });
    });
    const toc = document.querySelector(".toc details");
    if (toc && innerWidth < 1088) toc.open = false;
    document.querySelectorAll("table").forEach(sortable);
    document.querySelectorAll(".lanes").forEach((box) => {
      const open = document.createElement("button");
      open.type = "button";
      open.textContent = "Look closer at a time";
      open.addEventListener("click", () => {
        document.head.append(Object.assign(document.createElement("script"), { src: box.dataset.src }));
      });
      box.append(open);
    });
  });
})();
