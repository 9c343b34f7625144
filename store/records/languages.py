"""The words for statuses and the names of sections and fields, by language.

The first word of each status is the one that is written where a folder has none of its own.
"""

from collections.abc import Mapping

from store.domain.decision import Status

_STATUSES: Mapping[str, Mapping[Status, str]] = {
    "en": {
        Status.PROPOSED: (
            "proposed, proposal, draft, drafted, drafting, in draft, early draft, first draft, "
            "initial draft, rough draft, stub, idea, open, new, pending, pending review, "
            "pending approval, awaiting review, awaiting approval, awaiting decision, review, "
            "in review, under review, being reviewed, reviewing, for review, ready for review, "
            "in revision, wip, work in progress, in progress, in the works, rfc, "
            "request for comments, request for comment, comment, comments, last call, "
            "discussion, in discussion, under discussion, being discussed, for discussion, "
            "discussing, under consideration, considering, being considered, under evaluation, "
            "evaluating, investigating, under investigation, exploring, candidate, submitted, "
            "suggested, suggestion, recommended, tentative, provisional, undecided, not decided, "
            "not decided yet, not yet decided, to be decided, tbd, todo, reopened, re opened"
        ),
        Status.ACCEPTED: (
            "accepted, approved, adopted, agreed, agreed on, agreed upon, decided, "
            "decision made, ratified, endorsed, confirmed, enacted, signed off, implemented, "
            "being implemented, implementing, in implementation, partially implemented, "
            "partly implemented, implementable, final, finalized, finalised, active, in force, "
            "in effect, effective, in use, in place, in production, current, done, complete, "
            "completed, live, valid, binding, released, deployed, delivered, shipped, "
            "accepted and implemented, partially accepted, partly accepted, amended, "
            "partially superseded, partly superseded, superseded in part, superseded partially, "
            "superseded partly, partially replaced, partly replaced, partially deprecated, "
            "partly deprecated, deprecated in part, deprecated partially"
        ),
        Status.REJECTED: (
            "rejected, declined, refused, denied, dismissed, turned down, voted down, vetoed, "
            "discarded, dropped, abandoned, aborted, cancelled, canceled, withdrawn, "
            "not accepted, not approved, not adopted, not agreed, won't do, wont do, wontfix, "
            "won't fix, will not do, will not be done, no go"
        ),
        Status.DEPRECATED: (
            "deprecated, obsolete, obsoleted, outdated, out of date, retired, expired, sunset, "
            "archived, historic, historical, legacy, inactive, revoked, repealed, rescinded, "
            "annulled, discontinued, decommissioned, removed, reverted, rolled back, undone, "
            "phased out, end of life, eol, moot, no longer valid, no longer relevant, "
            "no longer applicable, no longer applies, no longer in use, no longer used, "
            "no longer in force, no longer in effect, no longer active, not relevant any more, "
            "not relevant anymore, not in use any more, not in use anymore, not valid any more"
        ),
        Status.SUPERSEDED: (
            "superseded, superceded, supersceded, superseeded, superceeded, replaced, "
            "obsoleted by, overridden, overruled, supplanted, subsumed"
        ),
    },
    "de": {
        Status.PROPOSED: (
            "vorgeschlagen, vorschlag, entwurf, offen, ausstehend, beantragt, eingereicht, "
            "in arbeit, in bearbeitung, in prüfung, in diskussion, in abstimmung, "
            "in vorbereitung, in klärung, zur diskussion, zur abstimmung, zur prüfung, "
            "zurückgestellt, vertagt"
        ),
        Status.ACCEPTED: (
            "akzeptiert, angenommen, beschlossen, entschieden, genehmigt, freigegeben, "
            "bestätigt, verabschiedet, vereinbart, festgelegt, abgenommen, gültig, in kraft, "
            "umgesetzt, implementiert, eingeführt, aktiv, final"
        ),
        Status.REJECTED: (
            "abgelehnt, verworfen, zurückgewiesen, zurückgezogen, nicht angenommen, "
            "nicht akzeptiert"
        ),
        Status.DEPRECATED: (
            "veraltet, überholt, außer kraft, ausser kraft, aufgehoben, obsolet, abgekündigt, "
            "ungültig, hinfällig, nicht mehr gültig, nicht mehr aktuell"
        ),
        Status.SUPERSEDED: "ersetzt, abgelöst, überholt durch",
    },
    "fr": {
        Status.PROPOSED: (
            "proposé, proposée, proposition, brouillon, ébauche, en discussion, en attente, "
            "en cours, en revue, en relecture, à discuter, à valider"
        ),
        Status.ACCEPTED: (
            "accepté, acceptée, adopté, adoptée, approuvé, approuvée, validé, validée, décidé, "
            "décidée, en vigueur, actif, implémenté, implémentée"
        ),
        Status.REJECTED: (
            "rejeté, rejetée, refusé, refusée, abandonné, abandonnée, écarté, écartée, retiré, "
            "retirée"
        ),
        Status.DEPRECATED: (
            "déprécié, dépréciée, obsolète, périmé, périmée, caduc, caduque, abrogé, abrogée, "
            "révoqué, révoquée"
        ),
        Status.SUPERSEDED: "remplacé, remplacée, supplanté, supplantée",
    },
    "es": {
        Status.PROPOSED: (
            "propuesto, propuesta, borrador, en discusión, en revisión, en curso, pendiente"
        ),
        Status.ACCEPTED: (
            "aceptado, aceptada, aprobado, aprobada, adoptado, adoptada, acordado, acordada, "
            "decidido, decidida, vigente, en vigor, implementado, implementada"
        ),
        Status.REJECTED: (
            "rechazado, rechazada, descartado, descartada, denegado, denegada, retirado, retirada"
        ),
        Status.DEPRECATED: (
            "obsoleto, obsoleta, en desuso, deprecado, deprecada, derogado, derogada"
        ),
        Status.SUPERSEDED: (
            "reemplazado, reemplazada, sustituido, sustituida, substituido, substituida"
        ),
    },
    "pt": {
        Status.PROPOSED: (
            "proposto, proposta, rascunho, em discussão, em revisão, em análise, em andamento"
        ),
        Status.ACCEPTED: (
            "aceito, aceita, aceite, aprovado, aprovada, adotado, adotada, decidido, decidida, "
            "em vigor, implementado, implementada"
        ),
        Status.REJECTED: "rejeitado, rejeitada, recusado, recusada, descartado, descartada",
        Status.DEPRECATED: (
            "obsoleto, obsoleta, descontinuado, descontinuada, depreciado, depreciada, revogado, "
            "revogada"
        ),
        Status.SUPERSEDED: "substituído, substituída",
    },
    "it": {
        Status.PROPOSED: (
            "proposto, proposta, bozza, in discussione, in revisione, in attesa, in corso"
        ),
        Status.ACCEPTED: (
            "accettato, accettata, approvato, approvata, adottato, adottata, deciso, decisa, "
            "in vigore, implementato, implementata"
        ),
        Status.REJECTED: (
            "rifiutato, rifiutata, respinto, respinta, rigettato, rigettata, scartato, scartata, "
            "ritirato, ritirata"
        ),
        Status.DEPRECATED: "deprecato, deprecata, obsoleto, obsoleta, abrogato, abrogata",
        Status.SUPERSEDED: "sostituito, sostituita, superato, superata",
    },
    "nl": {
        Status.PROPOSED: (
            "voorgesteld, voorstel, concept, in behandeling, in bespreking, ter discussie"
        ),
        Status.ACCEPTED: (
            "geaccepteerd, aanvaard, goedgekeurd, aangenomen, besloten, vastgesteld, "
            "van kracht, geïmplementeerd, actief, definitief"
        ),
        Status.REJECTED: "afgewezen, verworpen, geweigerd, ingetrokken",
        Status.DEPRECATED: "verouderd, vervallen, uitgefaseerd, achterhaald",
        Status.SUPERSEDED: "vervangen",
    },
    "sv": {
        Status.PROPOSED: "föreslagen, föreslaget, förslag, utkast",
        Status.ACCEPTED: (
            "accepterad, accepterat, godkänd, godkänt, beslutad, beslutat, antagen, antaget"
        ),
        Status.REJECTED: "avvisad, avvisat, avslagen, avslaget, förkastad, förkastat",
        Status.DEPRECATED: "föråldrad, föråldrat, utfasad, utfasat, inaktuell",
        Status.SUPERSEDED: "ersatt",
    },
    "da": {
        Status.PROPOSED: "foreslået, foreslått, forslag, udkast",
        Status.ACCEPTED: "accepteret, akseptert, godkendt, godkjent, vedtaget, vedtatt, besluttet",
        Status.REJECTED: "afvist, avvist, forkastet",
        Status.DEPRECATED: "forældet, foreldet, utdatert, udfaset",
        Status.SUPERSEDED: "erstattet",
    },
    "pl": {
        Status.PROPOSED: (
            "zaproponowano, zaproponowane, zaproponowana, zaproponowany, proponowane, "
            "proponowana, proponowany, propozycja, szkic, wersja robocza, w trakcie, w dyskusji"
        ),
        Status.ACCEPTED: (
            "zaakceptowano, zaakceptowane, zaakceptowana, zaakceptowany, przyjęto, przyjęte, "
            "przyjęta, przyjęty, zatwierdzono, zatwierdzone, zatwierdzona, zatwierdzony, "
            "obowiązuje, obowiązujące, obowiązująca, obowiązujący, wdrożone, wdrożona, wdrożono"
        ),
        Status.REJECTED: (
            "odrzucono, odrzucone, odrzucona, odrzucony, wycofano, wycofane, wycofana, wycofany"
        ),
        Status.DEPRECATED: (
            "przestarzałe, przestarzała, przestarzały, nieaktualne, nieaktualna, nieaktualny"
        ),
        Status.SUPERSEDED: "zastąpiono, zastąpione, zastąpiona, zastąpiony",
    },
    "cs": {
        Status.PROPOSED: "navrženo, návrh",
        Status.ACCEPTED: "přijato, schváleno",
        Status.REJECTED: "zamítnuto, odmítnuto",
        Status.DEPRECATED: "zastaralé, zastaráno",
        Status.SUPERSEDED: "nahrazeno",
    },
    "ru": {
        Status.PROPOSED: (
            "предложено, предложена, предложен, предлагается, предложение, черновик, "
            "на рассмотрении, на обсуждении, в обсуждении, обсуждается, на согласовании, в работе"
        ),
        Status.ACCEPTED: (
            "принято, принята, принят, утверждено, утверждена, утверждён, утвержден, одобрено, "
            "одобрена, одобрен, согласовано, действует, действующее, реализовано, внедрено"
        ),
        Status.REJECTED: (
            "отклонено, отклонена, отклонён, отклонен, отвергнуто, отвергнута, отвергнут, отозвано"
        ),
        Status.DEPRECATED: (
            "устарело, устарела, устарел, устаревшее, неактуально, не актуально, отменено, отменена"
        ),
        Status.SUPERSEDED: "заменено, заменена, заменён, заменен",
    },
    "uk": {
        Status.PROPOSED: "запропоновано, чернетка",
        Status.ACCEPTED: "прийнято, затверджено, схвалено",
        Status.REJECTED: "відхилено",
        Status.DEPRECATED: "застаріло, скасовано",
        Status.SUPERSEDED: "замінено",
    },
    "zh": {
        Status.PROPOSED: (
            "提议, 提议中, 已提议, 提案, 提案中, 建议, 草案, 草稿, 待定, "
            "待审核, 待评审, 审核中, 评审中, 讨论中, 进行中, 提議, 已提議, 審核中, 討論中"
        ),
        Status.ACCEPTED: (
            "已接受, 接受, 已采纳, 采纳, 已通过, 通过, 已批准, 批准, 已决定, 已确定, 已生效, 生效, "
            "已实施, 已採納, 採納, 已通過, 通過, 已核准, 已決定, 已生效"
        ),
        Status.REJECTED: (
            "已拒绝, 拒绝, 已否决, 否决, 已驳回, 驳回, 已撤回, 撤回, 已拒絕, 拒絕, 已否決, 否決"
        ),
        Status.DEPRECATED: (
            "已弃用, 弃用, 已废弃, 废弃, 已废止, 废止, 已过时, 过时, 已失效, 失效, 已棄用, 棄用, "
            "已廢棄, 廢棄, 已過時, 過時"
        ),
        Status.SUPERSEDED: (
            "已取代, 已被取代, 被取代, 已替代, 已被替代, 被替代, 已替换, 已被替换, 被替换, 已被替換"
        ),
    },
    "ja": {
        Status.PROPOSED: (
            "提案, 提案中, 提案済み, 起案, 起案中, 草案, 下書き, ドラフト, "
            "検討中, レビュー中, 議論中, 審議中, 保留, 保留中"
        ),
        Status.ACCEPTED: (
            "承認, 承認済み, 承認済, 採択, 採択済み, 採用, 採用済み, 決定, 決定済み, 受理, 合意, "
            "合意済み, 有効, 確定"
        ),
        Status.REJECTED: "却下, 却下済み, 不採用, 否決, 棄却, 取り下げ",
        Status.DEPRECATED: "非推奨, 廃止, 廃止済み, 破棄, 無効",
        Status.SUPERSEDED: "置き換え済み, 置き換え, 置き換えられた, 置換, 置換済み, 差し替え",
    },
    "ko": {
        Status.PROPOSED: "제안됨, 제안, 제안 중, 초안, 검토 중, 검토중, 논의 중, 논의중",
        Status.ACCEPTED: "승인됨, 승인, 채택됨, 채택, 수락됨, 수락, 결정됨, 확정, 확정됨",
        Status.REJECTED: "거부됨, 거부, 거절됨, 거절, 반려, 반려됨, 기각, 기각됨",
        Status.DEPRECATED: "폐기됨, 폐기, 사용 중단, 사용 중단됨",
        Status.SUPERSEDED: "대체됨, 대체",
    },
}

BY: Mapping[str, str] = {
    "en": "by",
    "de": "durch",
    "fr": "par",
    "es": "por",
    "pt": "por",
    "it": "da",
    "nl": "door",
    "sv": "av",
    "da": "af",
    "pl": "przez",
    "ru": "на",
}
"""What stands between “superseded” and the successor; elsewhere a colon."""

WEAK = frozenset(
    {
        *("open", "new", "pending", "review", "comment", "comments", "discussion", "idea"),
        *("candidate", "stub", "considering", "evaluating", "exploring", "investigating"),
        *("final", "active", "current", "effective", "done", "complete", "completed", "live"),
        *("valid", "binding", "implemented", "implementing", "being implemented", "released"),
        *("in implementation", "in use", "in place", "in production", "deployed", "delivered"),
        *("shipped", "confirmed", "amended", "legacy", "historic", "historical", "moot"),
        *("removed", "inactive", "proposal", "suggestion", "draft", "decided", "agreed"),
        *("offen", "aktiv", "gültig", "vorschlag", "entwurf", "eingeführt", "umgesetzt"),
        *("concept", "actif", "actief", "voorstel", "proposition", "propuesta", "proposta"),
        *("ersatt", "propozycja", "предложение", "förslag", "forslag", "pendiente"),
    }
)
"""Words that are a status only where the sentence ends with them: others begin with them, too."""

_SECTIONS: Mapping[str, str] = {
    "context": (
        "context and problem statement, context, problem statement, the context, "
        "context and problem, "
        "kontext und problemstellung, kontext, problemstellung, ausgangslage, hintergrund, "
        "contexte et problème, contexte, problématique, énoncé du problème, "
        "contexto y planteamiento del problema, contexto, planteamiento del problema, "
        "contexto e declaração do problema, contexto e problema, "
        "contesto, contesto e problema, context en probleemstelling, probleemstelling, "
        "kontext och problemformulering, kontekst, kontekst i opis problemu, kontext a problém, "
        "контекст, контекст и проблема, контекст и постановка задачи, постановка проблемы, "
        "上下文, 背景, 背景与问题, 上下文和问题陈述, 上下文与问题陈述, "
        "問題, 背景と課題, コンテキスト, コンテクスト, 文脈, 맥락, 배경, 컨텍스트"
    ),
    "drivers": (
        "decision drivers, drivers, entscheidungstreiber, entscheidungskriterien, "
        "facteurs de décision, factores de decisión, factores determinantes, "
        "fatores de decisão, direcionadores da decisão, fattori decisionali, "
        "beslissingsfactoren, факторы решения, 决策驱动因素, 决策因素, 決定要因, 決定の要因"
    ),
    "options": (
        "considered options, considered alternatives, options, alternatives, "
        "options considered, alternatives considered, considered solutions, "
        "betrachtete optionen, geprüfte optionen, betrachtete alternativen, optionen, "
        "alternativen, mögliche optionen, options envisagées, options considérées, "
        "alternatives envisagées, opciones consideradas, alternativas consideradas, opciones, "
        "alternativas, opções consideradas, opções, opzioni considerate, opzioni, alternative, "
        "alternative considerate, overwogen opties, opties, alternatieven, "
        "rozważane opcje, rozważane alternatywy, рассмотренные варианты, "
        "рассматриваемые варианты, варианты, альтернативы, 备选方案, 候选方案, 考虑的方案, "
        "考虑的选项, 可选方案, 備選方案, 検討した選択肢, 選択肢, 検討した代替案, 代替案, "
        "고려한 옵션, 대안"
    ),
    "outcome": (
        "decision outcome, decision, the decision, outcome, decision made, "
        "entscheidung, ergebnis der entscheidung, entscheidungsergebnis, beschluss, "
        "décision, résultat de la décision, decisión, resultado de la decisión, decisão, "
        "resultado da decisão, decisione, esito della decisione, besluit, beslissing, beslut, "
        "beslutning, decyzja, wynik decyzji, rozhodnutí, решение, принятое решение, "
        "рішення, 决策, 决定, 决策结果, 決策, 決定, 決定事項, 決定内容, 結論, 결정"
    ),
    "consequences": (
        "consequences, konsequenzen, folgen, auswirkungen, conséquences, consecuencias, "
        "consequências, conseguenze, gevolgen, consequenties, konsekvenser, konsekwencje, "
        "důsledky, последствия, наслідки, 后果, 影响, 结果, 後果, 影響, 結果, 결과"
    ),
    "positive": (
        "positive consequences, positive konsequenzen, positive folgen, positive auswirkungen, "
        "conséquences positives, consecuencias positivas, consequências positivas, "
        "conseguenze positive, positieve gevolgen, pozytywne konsekwencje, "
        "положительные последствия, 正面影响, 积极影响, 良い結果"
    ),
    "negative": (
        "negative consequences, negative konsequenzen, negative folgen, negative auswirkungen, "
        "conséquences négatives, consecuencias negativas, consequências negativas, "
        "conseguenze negative, negatieve gevolgen, negatywne konsekwencje, "
        "отрицательные последствия, 负面影响, 消极影响, 悪い結果"
    ),
    "confirmation": "confirmation, validation, bestätigung, überprüfung",
    "status": (
        "status, the status, decision status, adr status, current status, state, statut, "
        "état, estado, estatus, stato, stav, tila, статус, 状态, 狀態, ステータス, 状態, 상태"
    ),
    "date": (
        "date, datum, decision date, date of decision, fecha, data, дата, dato, 日期, 日付, 날짜"
    ),
    "deciders": (
        "deciders, decision makers, entscheider, entscheidende, entscheidungsträger, décideurs, "
        "decisores, decisori, beslissers, лица принимающие решение, 决策者, 決定者, 意思決定者"
    ),
    "pros": (
        "pros and cons of the options, vor und nachteile der optionen, "
        "avantages et inconvénients des options, ventajas y desventajas de las opciones, "
        "prós e contras das opções, pro e contro delle opzioni, "
        "voor en nadelen van de opties, wady i zalety opcji, плюсы и минусы вариантов, "
        "方案的优缺点, 选项的优缺点, 選択肢の長所と短所"
    ),
    "links": "links, verweise, enlaces, liens, collegamenti, ссылки, 链接, リンク",
    "more": (
        "more information, weitere informationen, plus d'informations, más información, "
        "mais informações, ulteriori informazioni, meer informatie, więcej informacji, "
        "дополнительная информация, 更多信息, 詳細情報"
    ),
    "evidence": "evidence",
    "fields": (
        "metadata, meta, meta data, document information, adr information, information, info, "
        "details, metadaten, 元数据, メタデータ"
    ),
}

_FIELDS: Mapping[str, str] = {
    "status": _SECTIONS["status"],
    "date": _SECTIONS["date"] + ", decided on, date decided, adr date",
    "deciders": _SECTIONS["deciders"],
    "consulted": "consulted, konsultiert, consultés, consultados, geraadpleegd",
    "informed": "informed, informiert, informés, informados, geïnformeerd",
    "review_by": "review by, review, review date",
    "title": "title",
    "supersedes": "supersedes, replaces, ersetzt, remplace, reemplaza",
    "superseded_by": "superseded by, replaced by, ersetzt durch, remplacé par, reemplazado por",
}

CHOSEN = (
    "chosen option, chosen options, chosen alternative, chosen alternatives, chosen solution, "
    "chosen approach, selected option, selected alternative, selected solution, "
    "selected approach, preferred option, decided option, gewählte option, gewählte alternative, "
    "gewählte lösung, ausgewählte option, option choisie, option retenue, solution retenue, "
    "opción elegida, opción seleccionada, alternativa elegida, opção escolhida, "
    "opção selecionada, opzione scelta, gekozen optie, wybrana opcja, выбранный вариант, "
    "выбранная опция, 选择的方案, 所选方案, 选定方案, 选择的选项, 選択した方案, 採用案, "
    "選択した選択肢, 選択したオプション, 採用した選択肢, 선택한 옵션"
)
"""What stands in front of the chosen option."""


def listed(words: str) -> tuple[str, ...]:
    """The words of a list."""
    return tuple(word.strip() for word in words.split(","))


def _statuses() -> dict[str, tuple[Status, str]]:
    found: dict[str, tuple[Status, str]] = {}
    for language, by_status in _STATUSES.items():
        for status, words in by_status.items():
            for word in listed(words):
                key = word.casefold()
                if key not in found:
                    found[key] = status, language
                elif found[key][0] is status:
                    found[key] = status, ""
    own = {str(status) for status in Status}
    return {key: (s, "" if key in own else lang) for key, (s, lang) in found.items()}


STATUSES: Mapping[str, tuple[Status, str]] = _statuses()
"""The statuses by their words, with the language; that is empty for MADR's and common words."""

SECTIONS: Mapping[str, str] = {
    name.casefold(): part for part, names in _SECTIONS.items() for name in listed(names)
}
"""The parts by the names of sections."""

FIELDS: Mapping[str, str] = {
    name.casefold(): field for field, names in _FIELDS.items() for name in listed(names)
}
"""The fields by the names of labels."""

SPELLED: Mapping[str, Mapping[Status, str]] = {
    language: {status: listed(by_status[status])[0] for status in Status}
    for language, by_status in _STATUSES.items()
}
"""The word for each status, by language."""
