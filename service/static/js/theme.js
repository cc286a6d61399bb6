// Light or dark, before anything is painted: what was chosen here, else what the system says. A plain script in the head.

(() => {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null; // storage is switched off
    }
  };
  const set = () => {
    document.documentElement.dataset.theme = chosen() ?? (system.matches ? "dark" : "light");
  };
  set();
  system.addEventListener("change", set);
  addEventListener("storage", set);
})();
