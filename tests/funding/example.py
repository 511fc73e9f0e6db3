"""A fictional hairdresser's case, from typed answers to the dossier's material."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from workbench.finance import checks, forecast
from workbench.finance.capacity import capacity
from workbench.finance.scenarios.scenario import Scenario
from workbench.finance.simulation.montecarlo import Wanted
from workbench.findings import Finding
from workbench.funding.content import DossierContent
from workbench.funding.dossier import Material, compose
from workbench.funding.scenario_told import ScenarioShown
from workbench.journey import risk, what_if
from workbench.knowledge import funders, parameters, questions, shocks
from workbench.knowledge.acceptance import Acceptance
from workbench.knowledge.wording import words
from workbench.plan import answers as answering
from workbench.plan import building, consistency
from workbench.plan.answers import UNKNOWN, Answer, Answers, Typed
from workbench.plan.business_plan import BusinessPlan
from workbench.render import letters

MADE_ON = date(2026, 11, 23)

PERSON: Mapping[str, Typed] = {
    "person.given_name": "Aminata",
    "person.family_name": "Ndiaye",
    "person.sex": "f",
    "person.birth_year": "1991",
    "person.nationality": "SN",
    "person.phone": "+212 6 00 11 22 33",
    "person.region": "04",
    "person.city": "Rabat",
    "person.district": "Quartier Témoin",
    "residence.status": "refugee_with_permit",
    "residence.mention": "self_employed_authorised",
    "residence.expires_on": "30/06/2029",
    "languages.spoken": "fr",
    "languages.reads": "yes",
    "household.adults": "2",
    "household.children": "1",
    "household.bank_account": "yes",
}

PLAN: Mapping[str, Typed] = {
    "idea.business_name": "Aminata Coiffure & Tresses",
    "idea.sector": "hair_beauty",
    "idea.kind": "service",
    "idea.product": (
        "Nattes collées, box braids avec mèches fournies et soins capillaires, sur "
        "rendez-vous. Vente de mèches et d'huiles en complément. Chaque cliente "
        "reçoit une fiche avec le prix et la durée."
    ),
    "idea.origin": (
        "Je coiffe depuis dix ans. À Rabat, je coiffe mes voisines à domicile depuis "
        "mars 2025 et elles amènent leurs amies. Je refuse deux à trois clientes "
        "chaque samedi, faute de place et de fauteuil."
    ),
    "idea.special": "Rendez-vous tenus à l'heure, mèches comprises dans le prix.",
    "holder.experience": (
        "Dix ans de coiffure : six ans dans un salon de Dakar, quatre ans à domicile "
        "à Rabat. Certificat d'une école de coiffure (2014)."
    ),
    "holder.skills": (
        "Je tresse vite et je garde mes clientes.\nJe dois apprendre la comptabilité "
        "simple et la coupe pour enfants."
    ),
    "holder.motivation": "Un revenu régulier et un lieu à moi.",
    "holder.hours_per_week": "48",
    "holder.already_started": "yes",
    "holder.since": "01/03/2025",
    "market.customers": (
        "Des étudiantes et des vendeuses de Hay Nahda, de 18 à 35 ans. J'en connais "
        "22 ; elles se coiffent toutes les 4 à 6 semaines."
    ),
    "market.customers_per_week": "18",
    "market.need": (
        "Elles veulent une coiffure qui dure, finie en une fois. Aujourd'hui elles "
        "vont au centre-ville ou attendent deux heures dans un salon."
    ),
    "market.how_often": "Toutes les 4 à 6 semaines",
    "market.competitors": [
        {
            "name": "Salon Étoile",
            "place": "Hay Nahda, rue 4",
            "price": "300 DH les box braids",
            "strong": "Vitrine sur la rue",
            "weak": "Deux heures d'attente",
        },
        {
            "name": "Coiffeuse du marché",
            "place": "Marché couvert",
            "price": "200 DH, sans mèches",
            "strong": "Moins chère",
            "weak": "Pas de rendez-vous",
        },
    ],
    "market.advantage": "Rendez-vous, mèches comprises, retouche offerte sous 8 jours.",
    "market.evidence": "counted,trial_sales",
    "market.evidence_detail": (
        "Carnet de ventes de mars 2025 à octobre 2026, prix relevés dans trois salons "
        "en octobre 2026."
    ),
    "marketing.price_reason": (
        "Prix entre ceux du salon et du marché ; les mèches me coûtent 90 DH."
    ),
    "marketing.sells_on_credit": "no",
    "marketing.place": (
        "Un fauteuil loué dans un salon partagé de Hay Nahda, près du tram : mes "
        "clientes habitent à moins de dix minutes."
    ),
    "marketing.channels": "shop,phone_whatsapp,social_media",
    "marketing.promotion": "Photos le vendredi, carte de fidélité : 100 DH par mois.",
    "operations.premises": "shared_chair",
    "operations.lease": "written_own_name",
    "operations.suppliers": [
        {
            "name": "Grossiste Derb Omar",
            "goods": "Mèches, gel, laque",
            "place": "Casablanca",
            "terms": "Comptant",
        },
    ],
    "operations.process": (
        "De 10 h à 19 h, du mardi au dimanche. Trois à cinq têtes par jour, ménage le "
        "soir, achats un lundi sur deux."
    ),
    "operations.permits": "asked",
    "operations.permits_detail": "Demande déposée à la commune en octobre 2026.",
    "legal.form": "auto_entrepreneur",
    "legal.form_reason": "Impôt simple et assurance maladie.",
    "legal.registered": "no",
    "legal.branch": "services",
    "legal.largest_client_per_year": "0",
    "risks.main": "Perdre le fauteuil ; hausse du prix des mèches ; mal de dos.",
    "risks.answer": "Contrat d'un an ; deux fournisseurs ; agenda avec des pauses.",
    "risks.repayment_backup": (
        "Je coiffe à domicile avec mon kit, et le salaire de mon mari paie le loyer."
    ),
    "risks.support_wanted": "bookkeeping,marketing",
    "actions.start_month": "02/2027",
    "actions.steps": [
        {
            "action": "S'inscrire comme auto-entrepreneuse",
            "who": "Moi, avec la conseillère",
            "when": "10/12/2026",
            "cost": "200",
        },
        {
            "action": "Acheter le fauteuil et le séchoir",
            "who": "Moi",
            "when": "15/01/2027",
            "cost": "9300",
        },
    ],
}

NUMBERS: Mapping[str, Typed] = {
    "products.list": [
        {
            "name": "Nattes collées",
            "unit": "tête",
            "price": "80",
            "unit_cost": "8,50",
            "per_good_day": "2,5",
            "per_normal_day": "1",
            "per_slow_day": "0,5",
        },
        {
            "name": "Box braids, mèches comprises",
            "unit": "tête",
            "price": "280",
            "unit_cost": "95",
            "per_good_day": "1",
            "per_normal_day": "0,5",
            "per_slow_day": "0,25",
        },
        {
            "name": "Paquet de mèches",
            "unit": "paquet",
            "price": "60",
            "unit_cost": "42",
            "per_good_day": "2",
            "per_normal_day": "0,5",
            "per_slow_day": "0",
        },
    ],
    "rhythm.good_days": "2",
    "rhythm.normal_days": "2",
    "rhythm.slow_days": "2",
    "rhythm.months": (
        "normal,slow,good,normal,good,normal,normal,normal,good,normal,slow,good"
    ),
    "rhythm.good_month_percent": "130",
    "rhythm.slow_month_percent": "70",
    "purchases.delay_months": "0",
    "fixed_costs.list": [
        {"label": "Fauteuil loué", "amount": "1200", "frequency": "month"},
        {"label": "Téléphone et internet", "amount": "150", "frequency": "month"},
        {"label": "Transport", "amount": "300", "frequency": "month"},
        {"label": "Promotion", "amount": "100", "frequency": "month"},
        {"label": "Assurance", "amount": "600", "frequency": "year"},
    ],
    "staff.has_staff": "no",
    "equipment.list": [
        {
            "item": "Fauteuil de coiffure",
            "quantity": "1",
            "unit_price": "1450",
            "life_years": "6",
            "month": "0",
            "owned": "no",
            "quote": "Devis du 12/11/2026",
        },
        {
            "item": "Bac à shampooing",
            "quantity": "1",
            "unit_price": "2600",
            "life_years": "8",
            "month": "0",
            "owned": "no",
            "quote": "Devis du 12/11/2026",
        },
        {
            "item": "Casque et séchoir",
            "quantity": "2",
            "unit_price": "950",
            "life_years": "4",
            "month": "0",
            "owned": "no",
            "quote": "Devis du 14/11/2026",
        },
        {
            "item": "Petit matériel de tresse",
            "quantity": "1",
            "unit_price": "900",
            "life_years": "2",
            "month": "0",
            "owned": "yes",
        },
    ],
    "startup.list": [
        {"label": "Inscription et papiers", "amount": "400", "nature": "expense"},
        {"label": "Premier stock de mèches", "amount": "4500", "nature": "stock"},
        {"label": "Dépôt pour le fauteuil", "amount": "1200", "nature": "deposit"},
    ],
    "startup.working_cash": "4700",
    "financing.sources": [
        {"kind": "own", "label": "Épargne", "amount": "3000"},
        {
            "kind": "family",
            "label": "Prêt d'une sœur",
            "amount": "2000",
            "repay_months": "10",
        },
    ],
    "budget.expenses": [
        {"label": "Nourriture", "amount": "60", "frequency": "day"},
        {"label": "Loyer", "amount": "1800", "frequency": "month"},
        {"label": "Argent envoyé au pays", "amount": "500", "frequency": "month"},
    ],
    "budget.income": [
        {"label": "Salaire du mari", "amount": "3200", "frequency": "month"},
    ],
    "budget.contingency_percent": "10",
}

LOAN: Mapping[str, Typed] = {
    "loan.wanted": "yes",
    "loan.amount": "12000",
    "loan.rate_per_year": "18",
    "loan.method": "declining_equal_instalments",
    "loan.term_months": "18",
    "loan.grace_months": "2",
    "loan.fees": "250",
    "loan.guarantee": "co_signer",
    "loan.use": "Acheter le matériel du salon et le premier stock de mèches.",
}

GRANT: Mapping[str, Typed] = {
    "loan.wanted": "no",
    "financing.sources": [
        {"kind": "own", "label": "Épargne", "amount": "3000"},
        {"kind": "grant", "label": "Aide demandée", "amount": "13750"},
    ],
}


def answers(changed: Mapping[str, Typed] | None = None) -> Answers:
    """Return the example's answers, some of them replaced; "?" is not known yet."""
    questionnaire = questions.load()
    typed = {**PERSON, **PLAN, **NUMBERS, **LOAN, **(changed or {})}
    found = {}
    for question_id, text in typed.items():
        question = questionnaire[question_id]
        is_unknown = text == "?"
        found[question_id] = (
            UNKNOWN if is_unknown else Answer.of(answering.parse(question, text))
        )
    return Answers(found)


def material(
    slug: str = "generic_microcredit",
    changed: Mapping[str, Typed] | None = None,
    months: int | None = None,
) -> Material:
    """Return the example's material for a funder, as the journey puts it together."""
    questionnaire = questions.load()
    given = answers({**(GRANT if slug == "inkind_grant" else {}), **(changed or {})})
    plan = building.build(questionnaire, given)
    assert isinstance(plan, BusinessPlan), plan
    known = parameters.load()
    funder = funders.get(slug)
    projected = forecast.project(plan, known, months or funder.horizon_months)
    findings = [
        *consistency.of_answers(questionnaire, given, MADE_ON),
        *consistency.of_plan(plan, given, parameters.Trace(known)),
        *checks.of_forecast(plan, projected, given, known),
    ]
    return Material(
        questionnaire=questionnaire,
        answers=given,
        plan=plan,
        forecast=projected,
        funder=funder,
        case_number="2026-0042",
        version=2,
        made_on=MADE_ON,
        findings=findings,
        counsellor="Salma Benali",
        organisation="Association Exemple",
    )


def with_findings(
    source: Material, findings: Sequence[Finding], reasons: Mapping[str, str]
) -> Material:
    """Return the material with other findings, some accepted as they stand."""
    accepted = {
        finding.key: Acceptance.of(finding, reasons[finding.key])
        for finding in findings
        if finding.key in reasons
    }
    return replace(source, findings=findings, overrides=accepted)


KNOWN = parameters.load().known_on(MADE_ON)
RANGES = {
    "risk.volume_low": 60,
    "risk.volume_high": 110,
    "risk.cost_low": 90,
    "risk.cost_high": 130,
}
FEBRUARY = 2


def with_every_line(source: Material, scenario: Scenario) -> Material:
    """Return the material with a slow February, its capacity, risk and a scenario."""
    marks = source.plan.rhythm.marks
    slow = tuple("slow" if n == FEBRUARY else it for n, it in enumerate(marks, 1))
    plan = replace(source.plan, rhythm=replace(source.plan.rhythm, marks=slow))
    given = {name: Answer.of(value) for name, value in RANGES.items()}
    answers = Answers({**source.answers.by_question, **given})
    level = float(source.funder.risk.most_shortfall_chance)
    tried = what_if.try_out(plan, scenario, KNOWN, 24)
    rules = source.funder.capacity
    return replace(
        source,
        answers=answers,
        plan=plan,
        forecast=forecast.project(plan, KNOWN, 24),
        capacity=capacity.assess(plan, answers, KNOWN, rules),
        risk=risk.find(plan, answers, KNOWN, 24, Wanted(7, 400), level),
        scenario=ScenarioShown(
            scenario, tried.forecast, shocks.kinds(), "", tried.findings
        ),
    )


def content(source: Material, language: str = "fr") -> DossierContent:
    """Return the dossier's content in a language."""
    in_words: Callable[[Decimal], str] = lambda amount: letters.amount_in_words(  # noqa: E731
        amount, language
    )
    return compose(source, words(language), in_words)
