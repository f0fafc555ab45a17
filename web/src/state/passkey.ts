/** Passkeys as browsers speak of them: W3C Web Authentication, its bytes as base64url on the way to the server and back.
 *  Newer browsers can read and write that JSON themselves; the ones offices have cannot yet. */

import { ApiProblem } from "@/api/client";
import type { Problem } from "@/api/types";

type Json = { [key: string]: unknown };

/** Why no passkey can be used where this page is open, if so. */
export function hindrance(host: string | null | undefined): "address" | "elsewhere" | "browser" | undefined {
  if (!host) return "address";
  if (location.hostname !== host && !location.hostname.endsWith(`.${host}`)) return "elsewhere";
  return window.isSecureContext && "PublicKeyCredential" in window ? undefined : "browser";
}

/** The same page at the host that passkeys belong to. */
export const addressAt = (host: string) => `${location.protocol}//${host}${location.port ? `:${location.port}` : ""}${location.pathname}`;

/** A new passkey, made by whatever the person has at hand; nothing when they turned away from it. */
export async function makePasskey(options: Json): Promise<Json | undefined> {
  const user = options.user as Json;
  const known = (options.excludeCredentials as Json[] | undefined) ?? [];
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...user, id: bytes(user.id) },
    excludeCredentials: known.map((one) => ({ ...one, id: bytes(one.id) })),
  } as unknown as PublicKeyCredentialCreationOptions;
  return answered(() => navigator.credentials.create({ publicKey })).catch((cause: unknown) => {
    throw cause instanceof DOMException && cause.name === "InvalidStateError" ? new ApiProblem(409, boundAlready) : cause;
  });
}

/** The answer of a passkey of the account; nothing when the person turned away from it. */
export async function showPasskey(options: Json): Promise<Json | undefined> {
  const known = (options.allowCredentials as Json[] | undefined) ?? [];
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: known.map((one) => ({ ...one, id: bytes(one.id) })),
  } as unknown as PublicKeyCredentialRequestOptions;
  return answered(() => navigator.credentials.get({ publicKey }));
}

const boundAlready: Problem = {
  code: "duplicate",
  message: "这台设备已经添加过，请换一台。",
  message_en: "This device is bound already; use another one.",
};

/** Browsers tell a closed dialogue, a timeout and a key that is not there by one word, so that pages learn nothing. */
const turnedAway = new Set(["NotAllowedError", "AbortError"]);

async function answered(ask: () => Promise<Credential | null>): Promise<Json | undefined> {
  try {
    const credential = (await ask()) as PublicKeyCredential | null;
    return credential ? written(credential) : undefined;
  } catch (cause) {
    if (cause instanceof DOMException && turnedAway.has(cause.name)) return undefined;
    throw cause;
  }
}

function written(credential: PublicKeyCredential): Json {
  const answer = credential.response;
  const said: Json = { clientDataJSON: text(answer.clientDataJSON) };
  if (answer instanceof AuthenticatorAttestationResponse) said.attestationObject = text(answer.attestationObject);
  if (answer instanceof AuthenticatorAssertionResponse) {
    said.authenticatorData = text(answer.authenticatorData);
    said.signature = text(answer.signature);
    said.userHandle = answer.userHandle ? text(answer.userHandle) : null;
  }
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response: said, extensions: {} };
}

export function bytes(given: unknown): Uint8Array {
  const plain = atob(String(given).replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (one) => one.charCodeAt(0));
}

export function text(given: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(given));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
