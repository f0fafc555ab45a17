import createClient from "openapi-fetch";
import type { paths } from "./schema";
import type { Problem } from "./types";

/** A refusal by the server, in its own words. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(problem.message);
    this.name = "ApiProblem";
  }
}

export const api = createClient<paths>({ baseUrl: "" });

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** The body of an answer, or the refusal thrown. */
export async function body<T>(answer: Promise<Answer<T>>): Promise<T> {
  return (await settled(answer)).data as T;
}

export async function settled<T>(answer: Promise<Answer<T>>): Promise<Answer<T>> {
  const got = await answer.catch((cause: unknown) => {
    if (isAbort(cause)) throw cause;
    throw new ApiProblem(0, unreachable);
  });
  if (!got.response.ok) {
    const problem = problemOf(got.error, got.response.status);
    for (const hears of hearers) hears(problem);
    throw new ApiProblem(got.response.status, problem);
  }
  return got;
}

const hearers: ((problem: Problem) => void)[] = [];

/** Hears of every refusal, before the page that asked does. */
export const onProblem = (hears: (problem: Problem) => void) => void hearers.push(hears);

const unreachable: Problem = {
  code: "unreachable",
  message: "连接不上服务器。请确认它在运行，然后再试。",
  message_en: "The server cannot be reached. Make sure it is running, then try again.",
};

export function problemOf(error: unknown, status: number): Problem {
  const inner = (error as { error?: Partial<Problem> } | undefined)?.error;
  if (inner && typeof inner.message === "string") return { code: "unknown", message_en: inner.message, ...inner } as Problem;
  return { code: `http_${status}`, message: `服务器回答了 ${status}。`, message_en: `The server answered ${status}.` };
}

export function isAbort(cause: unknown): boolean {
  return cause instanceof DOMException && cause.name === "AbortError";
}

/** The header that makes an edit conditional on the version the person saw. */
export const ifMatch = (version: number) => ({ "If-Match": `"${version}"` });

/** The header that makes a repeated creation the same creation. */
export const once = () => ({ "Idempotency-Key": key() });

function key(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
