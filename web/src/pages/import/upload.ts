import { ApiProblem, problemOf } from "@/api/client";
import type { Import } from "@/api/types";

/**
 * Sends a file, or several appointment forms, with kind and unit. The fetch interface tells nothing of an
 * upload's progress, so this one call speaks XMLHttpRequest.
 */
export function upload(files: File[], kind: string, unit: string, key: string, onShare: (share: number) => void): Promise<Import> {
  const form = new FormData();
  form.append("kind", kind);
  if (unit) form.append("unit", unit);
  for (const file of files) form.append("file", file, file.name);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/api/v1/imports");
    request.setRequestHeader("Idempotency-Key", key);
    request.responseType = "json";
    request.upload.onprogress = (event) => event.lengthComputable && onShare(event.loaded / event.total);
    request.onload = () => (request.status < 300 ? resolve(request.response as Import) : reject(new ApiProblem(request.status, problemOf(request.response, request.status))));
    request.onerror = () => reject(new ApiProblem(0, problemOf(undefined, 0)));
    request.send(form);
  });
}

/** Kinds of files in the order an office brings them. */
export const kinds = ["units", "roster", "plan", "history", "gaps", "people"] as const;

/** States in which the server is at work on the file. */
export const working = new Set(["uploaded", "previewing", "committing", "undoing"]);

export const mood = (state: string) => ({ committed: "malachite", previewed: "ochre", failed: "cinnabar", undone: "" })[state] ?? "azure";

/** Files that are one import: all appointment forms together, any other file alone. */
export function together(files: File[]): File[][] {
  const forms = files.filter((file) => isForm(file.name));
  const others = files.filter((file) => !isForm(file.name)).map((file) => [file]);
  return forms.length ? [forms, ...others] : others;
}

const isForm = (name: string) => /\.lrmx?$/i.test(name);

/** Guesses what a file is from its name, as people name them. */
export function kindOf(name: string): (typeof kinds)[number] | undefined {
  if (isForm(name)) return "people";
  const words: [RegExp, (typeof kinds)[number]][] = [
    [/单位|机构|unit/i, "units"],
    [/计划|班次|plan|class/i, "plan"],
    [/记录|学时|历史|培训情况|history/i, "history"],
    [/短板|弱项|需求|gap/i, "gaps"],
    [/任免|审批表|\.zip$/i, "people"],
    [/名册|花名|人员|干部|roster|people/i, "roster"],
  ];
  return words.find(([pattern]) => pattern.test(name))?.[1];
}
