// The built folder on some path of some host.
import { test, expect } from "./test.mjs";

test("the page asks for nothing outside its own folder, and only for the trainer that runs", async ({ flatline, page, site }) => {
  const requests = [];
  page.on("request", (request) => requests.push(request.url()));
  await flatline.open();
  await flatline.waitForStep(10);
  const fetched = requests.filter((url) => !url.startsWith("data:") && !url.startsWith("blob:"));
  expect(fetched.filter((url) => !url.startsWith(site.address))).toEqual([]);
  const names = site.answers.map(({ path }) => path.slice(site.prefix.length));
  for (const file of [/^page.*\.wasm$/, /^trainer-cpu.*\.wasm$/, /\.css$/]) {
    expect(names.filter((name) => file.test(name)), `${file}`).not.toEqual([]);
  }
  expect(names.filter((name) => /^trainer-gpu.*\.wasm$/.test(name)), "the other trainer stays where it is").toEqual([]);
});

test.describe("a trainer that cannot be had", () => {
  test.use({ expectedProblems: /trainer-cpu|Failed to load resource|NetworkError|importScripts/ });

  test("is named, and can be tried again", async ({ flatline, page }) => {
    await page.route("**/trainer-cpu*", (route) => route.abort("connectionfailed"));
    await flatline.open();
    const failure = page.getByRole("alert").filter({ hasText: "The CPU trainer could not be loaded" });
    await expect(failure).toBeVisible();
    await expect(flatline.vital("state")).toHaveText("failed");
    await page.unroute("**/trainer-cpu*");
    await failure.getByRole("button", { name: "Start again" }).click();
    await expect(failure).toBeHidden();
    await flatline.waitForStep(10);
  });
});
