import { Button, Heading, Paragraph, Textfield } from "@digdir/designsystemet-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiProblem } from "../data/api-problem.ts";
import { call } from "../data/call.ts";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { explain } from "../ui/states.tsx";
import "./shell.css";

/** Sign-in with an access key. The key is sent once, for a session cookie, and not kept. */
export function SignIn() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [key, setKey] = useState("");
  const signIn = useMutation({
    mutationFn: () => call("POST /session", { body: { key: key.trim() } }),
    onSuccess: (session) => client.setQueryData(queries.session().queryKey, session),
  });
  const refused = signIn.error instanceof ApiProblem && signIn.error.status < 500 && signIn.error.status > 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (key.trim() !== "") signIn.mutate();
  };
  return (
    <main className="splash">
      <form className="sign-in" onSubmit={submit}>
        <Heading level={1} data-size="md">
          {t("signIn.title")}
        </Heading>
        <Paragraph>{t("signIn.intro")}</Paragraph>
        <Textfield
          label={t("signIn.key")}
          type="password"
          autoComplete="current-password"
          value={key}
          onChange={(event) => setKey(event.target.value)}
          error={signIn.error === null ? undefined : refused ? t("signIn.refused") : explain(signIn.error, t)}
        />
        <Button type="submit" loading={signIn.isPending}>
          {t("signIn.submit")}
        </Button>
      </form>
    </main>
  );
}
