/** How Label Studio's tasks name their images. */

const local = "/data/local-files/?d=";

/** The address of an image in a folder that Label Studio serves as local files. */
export function imageUrl(path: string): string {
  return local + path.split("/").map(encodeURIComponent).join("/");
}

/**
 * The path that an address means: of local files what follows `?d=`; of an uploaded file its name without what the upload
 * put before it; of another address what follows the host; else the text as it stands.
 */
export function imagePath(url: string): string {
  const at = url.indexOf(local);
  if (at >= 0) return decoded(url.slice(at + local.length)).replace(/^\/+/, "");
  const upload = /\/data\/upload\/(?:\d+\/)?(?:[0-9a-f]{8}-)?([^?]+)$/.exec(url);
  if (upload !== null) return decoded(upload[1]);
  const address = /^[a-z][a-z0-9+.-]*:\/\/[^/]*\/([^?#]+)/i.exec(url);
  return address === null ? url : decoded(address[1]);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a % that begins no escape: the text is not encoded
  }
}
