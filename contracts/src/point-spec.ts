import { z } from "zod";

/** `quantity` or `quantity@channel`, as in `temperature` and `temperature@external`. */
export const PointSpec = z
  .string()
  .regex(/^[a-z0-9.-]+(@[^@\s]{1,64})?$/, "expected quantity or quantity@channel");
