/* Starts the kernel's worker while the page still loads, and gives it to JupyterLite, which asks for one later.
 * The worker of a page that has several kernels, or starts one again, is its own. */

{
  const { worker, instead } = document.currentScript.dataset;
  const address = (path) => new URL(path, document.baseURI).href;
  const Plain = window.Worker;
  const started = new Plain(address(worker), { type: "module" });
  window.Worker = new Proxy(Plain, {
    construct(target, [url, ...rest]) {
      if (String(url).split("?")[0] !== address(instead)) return new target(url, ...rest);
      window.Worker = Plain;
      return started;
    },
  });
}
