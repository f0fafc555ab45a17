/** Where somebody was going when they set out for the provider of sign-in; it outlives the way there and back. */
const key = "jinxue.aim";

export const keepAim = (to: string | undefined) => (to ? sessionStorage.setItem(key, to) : sessionStorage.removeItem(key));

export function takeAim(): string | undefined {
  const to = sessionStorage.getItem(key) ?? undefined;
  sessionStorage.removeItem(key);
  return to;
}
