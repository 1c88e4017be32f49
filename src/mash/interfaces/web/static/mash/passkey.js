// Passkeys: a form with data-mash-passkey ("create", "get" or "sign-in") and data-options (JSON from the server; for
// "sign-in" they are fetched from the form's own address). The answer goes into its field "credential", then it is sent.

function decode(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function encode(bytes) {
  const text = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

// The server's JSON as the browser wants it: ids and challenges as bytes.
function prepare(options) {
  const ready = { ...options, challenge: decode(options.challenge) };
  if (options.user) ready.user = { ...options.user, id: decode(options.user.id) };
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    if (options[list]) ready[list] = options[list].map((one) => ({ ...one, id: decode(one.id) }));
  }
  return ready;
}

// The browser's answer as JSON: bytes as base64url.
function tell(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = encode(credential.response[part]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return {
    id: credential.id,
    rawId: encode(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
    authenticatorAttachment: credential.authenticatorAttachment,
  };
}

async function ask(form) {
  const kind = form.dataset.mashPasskey;
  let options;
  if (kind === "sign-in") {
    const answer = await fetch(form.action, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (!answer.ok) throw new Error(`options: ${answer.status}`);
    options = (await answer.json()).request_options;
  } else {
    options = JSON.parse(form.dataset.options);
  }
  const publicKey = prepare(options.publicKey);
  if (kind !== "create") return navigator.credentials.get({ publicKey });
  if (form.elements.passwordless?.checked) {
    publicKey.authenticatorSelection = {
      ...publicKey.authenticatorSelection,
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    };
  }
  return navigator.credentials.create({ publicKey });
}

for (const form of document.querySelectorAll("[data-mash-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  const problem = form.querySelector("[data-mash-passkey-error]");
  form.querySelector("button[type=button]").addEventListener("click", async () => {
    problem.hidden = true;
    try {
      const credential = await ask(form);
      form.elements.credential.value = JSON.stringify(tell(credential));
      form.submit();
    } catch {
      problem.hidden = false; // cancelled, timed out or not allowed: the person may try again
    }
  });
}
