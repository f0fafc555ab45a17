// A real provider of OpenID Connect on a port of its own: the certified `oidc-provider`, with its own pages for signing in.
import { createServer } from "node:http";
import { once } from "node:events";
import Provider from "oidc-provider";

/** Starts it for one client that comes back to `redirect`; anybody may sign in there under any name. */
export async function startProvider(redirect) {
  const listener = createServer((request, answer) => handle(request, answer));
  let handle = (_, answer) => answer.end();
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const issuer = `http://127.0.0.1:${listener.address().port}`;
  const quiet = console.warn;
  console.warn = () => {};
  const provider = new Provider(issuer, {
    clients: [{ client_id: "jinxue", client_secret: "a secret of the provider's", redirect_uris: [redirect], response_types: ["code"], grant_types: ["authorization_code"] }],
    pkce: { required: () => true },
  });
  console.warn = quiet;
  handle = provider.callback();
  return {
    issuer,
    host: new URL(issuer).host,
    secret: "a secret of the provider's",
    stop: async () => {
      listener.closeAllConnections();
      listener.close();
      await once(listener, "close");
    },
  };
}

/** Signs in on the provider's own pages under `name`, and agrees. */
export async function signInThere(page, name) {
  await page.locator("input[name=login]").fill(name);
  await page.locator("input[name=password]").fill("anything");
  await page.locator("button[type=submit]").click();
  await page.getByRole("button", { name: "Continue" }).click();
}
