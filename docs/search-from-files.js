/* Pages that are opened as files may start no worker: the search's script runs in a hidden frame instead. */
if (location.protocol === "file:") {
  window.Worker = class {
    constructor(script) {
      const frame = document.createElement("iframe");
      frame.hidden = true;
      frame.tell = (data) => this.onmessage?.(new MessageEvent("message", { data: structuredClone(data) }));
      document.body.append(frame);
      const page = frame.contentDocument;
      page.open();
      this.ready = new Promise((done) => frame.addEventListener("load", done, { once: true }));
      page.write("<script>window.postMessage = (data) => frameElement.tell(data)</" + "script>");
      page.write(`<script src="${script}"></` + "script>");
      page.close();
      this.frame = frame;
    }

    postMessage(data) {
      this.ready.then(() => this.frame.contentWindow.dispatchEvent(new MessageEvent("message", { data })));
    }

    terminate() {
      this.frame.remove();
    }
  };
}
