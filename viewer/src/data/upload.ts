import type { RouteAnswer, RouteKey } from "@kontrollrom/contracts/routes.ts";
import { ApiProblem, toApiProblem } from "./api-problem.ts";
import { routeUrl } from "./call.ts";

/** Sends the bytes of a file and tells how far it has come, 0 to 1 (which `fetch` cannot). Throws `ApiProblem`. */
export function upload<K extends RouteKey>(
  route: K,
  file: Blob,
  where: { params?: Record<string, string>; query?: Record<string, string>; mediaType: string },
  onProgress: (part: number) => void,
): Promise<RouteAnswer<K>> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", routeUrl(route, where.params, where.query));
    request.setRequestHeader("content-type", where.mediaType);
    request.setRequestHeader("accept", "application/json");
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onerror = () => reject(new ApiProblem(0, "network", "the upload was broken off"));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) {
        resolve(JSON.parse(request.responseText) as RouteAnswer<K>);
      } else reject(toApiProblem(request.status, request.statusText, request.responseText));
    };
    request.send(file);
  });
}
