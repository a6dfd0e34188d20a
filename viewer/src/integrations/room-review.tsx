import { Alert, Button, Field, Label, Select } from "@digdir/designsystemet-react";
import type { PlanFragment, ReviewDecision, ReviewDetail } from "@kontrollrom/contracts/revision.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { Link, useNavigation } from "../app/navigation.tsx";
import { useFormats } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { call } from "../data/call.ts";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNotice } from "../ui/notice.tsx";
import { Answer, explain } from "../ui/states.tsx";
import { FragmentPicture } from "./plan-fragment.tsx";
import { roomLabel } from "./room-label.ts";

/** One question: where do the things of this room belong now? Both drawings, the suggestion, and the answers. */
export function RoomReview({ id }: { id: string }) {
  const { t } = useTranslation();
  const review = useQuery(queries.review(id));
  return (
    <div className="drawings">
      <Link className="ds-link device-back" to={{ page: "integrations", tab: "drawings" }}>
        {t("integrations.review.back")}
      </Link>
      <Answer of={review} rows={3}>
        {(detail) => <Question review={detail} />}
      </Answer>
    </div>
  );
}

const shownReasons = [
  "covered-by-parts",
  "id-on-another-room",
  "several-candidates",
  "rooms-rearranged",
  "only-number",
  "alignment-unclear",
  "overlap",
  "nothing-fits",
] as const;

function Question({ review }: { review: ReviewDetail }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const mayDecide = useCan("register:write");
  const room = roomLabel(review.space);
  const [first] = review.candidates;
  const reason = shownReasons.find((known) => known === review.reason);
  const candidateIds = review.candidates.map(({ spaceId }) => spaceId);
  const records = Object.values(review.linked.others).reduce((sum, n) => sum + n, 0);
  return (
    <section className="detail-card review">
      <h2>{t("integrations.review.open", { room })}</h2>
      <p className="quiet">
        {review.space.storeyName}
        {review.space.area !== undefined && ` · ${formats.number(review.space.area, 1)} m²`}
        {review.space.ifcGlobalId !== undefined && (
          <>
            {" · "}
            <span className="code">{review.space.ifcGlobalId}</span>
          </>
        )}
      </p>
      {reason !== undefined && <p>{t(`integrations.review.reason.${reason}`)}</p>}
      <div className="review-pictures">
        <Picture
          title={t("integrations.review.before")}
          fragment={review.before}
          marked={[review.space.id]}
        />
        <Picture title={t("integrations.review.after")} fragment={review.after} marked={candidateIds} />
      </div>
      <h3>{t("integrations.review.linked")}</h3>
      {review.linked.devices.length + records === 0 ? (
        <p className="quiet">{t("integrations.review.nothing")}</p>
      ) : (
        <ul>
          {review.linked.devices.slice(0, 20).map((device) => (
            <li key={device.id}>
              <Link className="ds-link" to={{ page: "integrations", tab: "devices", deviceId: device.id }}>
                {device.name}
              </Link>
            </li>
          ))}
          {records > 0 && <li>{t("integrations.review.records", { count: records })}</li>}
        </ul>
      )}
      {first !== undefined && (
        <p>
          {t("integrations.review.suggestion", { room: roomLabel(first) })}
          {first.area !== undefined && ` (${formats.number(first.area, 1)} m²)`}
        </p>
      )}
      {review.state === "decided" ? (
        <Alert data-color="info" data-size="sm">
          {t("integrations.review.closed", { name: review.decidedBy ?? "" })}
        </Alert>
      ) : (
        mayDecide && <Answers review={review} />
      )}
    </section>
  );
}

function Picture({
  title,
  fragment,
  marked,
}: {
  title: string;
  fragment: PlanFragment | undefined;
  marked: readonly string[];
}) {
  const { t } = useTranslation();
  return (
    <figure>
      <figcaption>
        {title}
        {fragment !== undefined && <span className="quiet"> {fragment.storeyName}</span>}
      </figcaption>
      {fragment === undefined ? (
        <p className="quiet">{t("integrations.review.noPicture")}</p>
      ) : (
        <FragmentPicture fragment={fragment} marked={marked} label={`${title}: ${fragment.storeyName}`} />
      )}
    </figure>
  );
}

function Answers({ review }: { review: ReviewDetail }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useNotice();
  const { go } = useNavigation();
  const field = useId();
  const spaces = useQuery(queries.spaces(review.buildingId));
  const [chosen, setChosen] = useState("");
  const decide = useMutation({
    mutationFn: (body: ReviewDecision) => call("POST /reviews/{id}", { params: { id: review.id }, body }),
    onSuccess: () => {
      notice(t("integrations.review.decided"));
      go({ page: "integrations", tab: "drawings" });
    },
    onSettled: async () => {
      for (const key of [
        "review",
        "reviews",
        "spaces",
        "space",
        "rooms",
        "plan",
        "points",
        "devices",
        "revisions",
      ])
        await client.invalidateQueries({ queryKey: [key] });
    },
  });
  const [first] = review.candidates;
  const split = review.kind === "split";
  return (
    <div className="review-answers">
      {first !== undefined && (
        <Button
          data-size="sm"
          disabled={decide.isPending}
          onClick={() => decide.mutate({ decision: "accept" })}
        >
          {t(split ? "integrations.review.keep" : "integrations.review.accept", { room: roomLabel(first) })}
        </Button>
      )}
      <div className="review-other">
        <Field data-size="sm">
          <Label htmlFor={field}>{t("integrations.review.other")}</Label>
          <Select id={field} value={chosen} onChange={(event) => setChosen(event.target.value)}>
            <Select.Option value="">{t("integrations.review.choose")}</Select.Option>
            {review.candidates.slice(1).map((room) => (
              <Select.Option key={room.spaceId} value={room.spaceId}>
                {roomLabel(room)}
              </Select.Option>
            ))}
            {spaces.data
              ?.filter(({ id }) => !review.candidates.some(({ spaceId }) => spaceId === id))
              .map((room) => (
                <Select.Option key={room.id} value={room.id}>
                  {roomLabel(room)}
                </Select.Option>
              ))}
          </Select>
        </Field>
        <Button
          variant="secondary"
          data-size="sm"
          disabled={chosen === "" || decide.isPending}
          onClick={() => decide.mutate({ decision: "other", spaceId: chosen })}
        >
          {t("integrations.review.useOther")}
        </Button>
      </div>
      {!split && (
        <div className="review-other">
          {review.candidates.length > 0 && (
            <Button
              variant="tertiary"
              data-size="sm"
              disabled={decide.isPending}
              onClick={() => decide.mutate({ decision: "new" })}
            >
              {t("integrations.review.new")}
            </Button>
          )}
          <Button
            variant="tertiary"
            data-size="sm"
            disabled={decide.isPending}
            onClick={() => decide.mutate({ decision: "gone" })}
          >
            {t("integrations.review.gone")}
          </Button>
        </div>
      )}
      {decide.error !== null && (
        <Alert data-color="danger" data-size="sm">
          {explain(decide.error, t)}
        </Alert>
      )}
    </div>
  );
}
