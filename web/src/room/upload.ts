/** Sends one file. Not by `fetch`, which cannot say how far it has come. */

export function upload(url: string, file: File, progress: (share: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) progress(event.loaded / event.total);
    });
    request.addEventListener("load", () => {
      if (request.status < 400) resolve();
      else reject(new Error(problemText(request.responseText)));
    });
    request.addEventListener("error", () => reject(new Error()));
    const form = new FormData();
    form.append("file", file, file.name);
    request.send(form);
  });
}

/** The sentence in a problem document, if the answer was one. */
function problemText(body: string): string {
  try {
    const { detail, title } = JSON.parse(body) as { detail?: string; title?: string };
    return detail ?? title ?? "";
  } catch {
    return "";
  }
}
