"""Every movement of a forecast as a double entry on the accounts of the CGNC.

Column 0 is the day of opening, column k the month k of activity. Amounts are
dirhams; a negative amount turns the entry round. Cash is one account, 51: the
balance sheet says on which side it stands. Chart: Code général de la
normalisation comptable, classes 1 to 7.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from workbench.finance.accounts import origins
from workbench.finance.accounts.origins import Source
from workbench.finance.forecast import Forecast
from workbench.finance.model.series import Line, Series, minus, plus
from workbench.finance.model.vat import included
from workbench.money import ZERO, dirhams
from workbench.plan.business_plan import Branch, BusinessPlan

CASH = "51"
WEAR = "6193"
COMPANIES = frozenset({"sarl", "sarl_au", "cooperative"})
SOLD = {Branch.GOODS: "711", Branch.SERVICES: "712"}
USED = {Branch.GOODS: "611", Branch.SERVICES: "612"}
GIVEN = {"grant": "1311", "supplier_credit": "4411"}
LENT = {"own": "1485", "family": "1485", "other": "1488", "grant": "1487"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement: what it is, the account it comes to, the one it leaves."""

    movement: str
    debit: str
    credit: str
    amounts: Series
    label: str = ""


@dataclass(frozen=True)
class Ledger:
    """The entries of one forecast, and the balances of the accounts."""

    plan: BusinessPlan
    forecast: Forecast
    entries: tuple[Entry, ...]

    @cached_property
    def columns(self) -> int:
        """The day of opening and the months."""
        return len(self.forecast.months) + 1

    @cached_property
    def moved(self) -> Mapping[str, Series]:
        """What each account gains in each column, debit less credit."""
        found: dict[str, Series] = {}
        nothing = (ZERO,) * self.columns
        for entry in self.entries:
            before = found.get(entry.debit, nothing)
            found[entry.debit] = plus(before, entry.amounts)
            before = found.get(entry.credit, nothing)
            found[entry.credit] = minus(before, entry.amounts)
        return found

    def debits(self, accounts: Iterable[str]) -> Series:
        """What the accounts that begin so gain in each column, debit less credit."""
        starts = tuple(accounts)
        chosen = (s for account, s in self.moved.items() if account.startswith(starts))
        return plus((ZERO,) * self.columns, *chosen)

    def gross(self, accounts: Iterable[str], *, debit: bool) -> Series:
        """What only the debits, or only the credits, of such accounts add up to."""
        starts = tuple(accounts)
        chosen = (
            entry.amounts
            for entry in self.entries
            if (entry.debit if debit else entry.credit).startswith(starts)
        )
        return plus((ZERO,) * self.columns, *chosen)

    def balances(self, accounts: Iterable[str]) -> Series:
        """What the accounts that begin so hold after each column, debit less credit."""
        total, running = ZERO, []
        for amount in self.debits(accounts):
            total += amount
            running.append(total)
        return tuple(running)

    def source(self, accounts: Iterable[str]) -> Source:
        """The questions and rules behind the accounts that begin so."""
        starts = tuple(accounts)
        found = Source()
        for entry in self.entries:
            touches = (entry.debit.startswith(starts), entry.credit.startswith(starts))
            if any(entry.amounts) and any(touches):
                found |= origins.of(entry.movement, self.forecast.rules)
        return found


def keep(plan: BusinessPlan, forecast: Forecast) -> Ledger:
    """Return the ledger of a forecast of that plan."""
    entries = _Writing(plan, forecast).entries()
    return Ledger(plan, forecast, tuple(e for e in entries if any(e.amounts)))


@dataclass(frozen=True)
class _Writing:
    plan: BusinessPlan
    forecast: Forecast

    def entries(self) -> Iterator[Entry]:
        """Every movement, those before opening first."""
        yield from self._opening()
        yield from self._trade()
        yield from self._running()
        yield from self._equipment()
        yield from self._money()
        yield from self._value_added_tax()

    @property
    def owner(self) -> str:
        """The account of the owner's draw; a company's is taken ahead of the result."""
        return "1181" if self.plan.legal_form in COMPANIES else "11175"

    @property
    def capital(self) -> str:
        """The account of what is brought in for good."""
        return "1111" if self.plan.legal_form in COMPANIES else "11171"

    def _at_opening(self, amount: Decimal) -> Series:
        return (amount,) + (ZERO,) * len(self.forecast.months)

    def _paid(self, *keys: str) -> Series:
        return self._of(self.forecast.cash.payments, keys)

    def _received(self, *keys: str) -> Series:
        return self._of(self.forecast.cash.receipts, keys)

    def _cost(self, *keys: str) -> Series:
        return self._of(self.forecast.profit.costs, keys)

    def _of(self, lines: Iterable[Line], keys: Iterable[str]) -> Series:
        wanted = frozenset(keys)
        found = (line.amounts for line in lines if line.key in wanted)
        return (ZERO, *plus((ZERO,) * len(self.forecast.months), *found))

    def _opening(self) -> Iterator[Entry]:
        for line in self.forecast.startup.needs:
            amounts = self._at_opening(line.total)
            account = {"startup_stock": "31", "startup_deposit": "2486"}.get(line.key)
            if line.key in {"startup_expense", "loan_fee"}:
                account = "211"
            if account:
                yield Entry("startup", account, CASH, amounts, line.label)
        for asset in self.plan.equipment:
            value = self._at_opening(dirhams(asset.value))
            if asset.is_owned:
                yield Entry("in_kind", "233", self.capital, value, asset.item)
            elif asset.month == 0:
                yield Entry("equipment", "233", CASH, value, asset.item)
        for source in self.plan.sources:
            given = self._at_opening(source.amount)
            account = GIVEN.get(source.kind, self.capital)
            if source.repay_months:
                account = LENT.get(source.kind, "1488")
            yield Entry("source", CASH, account, given, source.label)
        yield Entry("loan", CASH, "1481", self._at_opening(self._lent()))

    def _lent(self) -> Decimal:
        first = self.plan.loan.amount if self.plan.loan else ZERO
        others = (o.terms.amount for o in self.plan.other_loans if o.month == 0)
        return first + sum(others, ZERO)

    def _trade(self) -> Iterator[Entry]:
        books = self.forecast.books
        for branch in Branch:
            sold, used = books.sold[branch], books.used[branch]
            yield Entry("sales", "342", self._of_trade(SOLD, branch), (ZERO, *sold))
            yield Entry("used", self._of_trade(USED, branch), "31", (ZERO, *used))
        lost = self._of_trade(USED, self.plan.branch)
        yield Entry("lost", lost, "31", (ZERO, *books.lost))
        yield Entry("collected", CASH, "342", self._received("sales_collected"))
        yield Entry("bad_debts", "6182", "342", self._cost("bad_debts"))
        yield Entry("bought", "31", "4411", (ZERO, *books.bought))
        yield Entry("suppliers_paid", "4411", CASH, self._paid("purchases"))

    def _of_trade(self, accounts: Mapping[Branch, str], branch: Branch) -> str:
        """The account of a branch; what is made and sold is production."""
        return accounts[Branch.SERVICES if self.plan.makes_its_goods else branch]

    def _running(self) -> Iterator[Entry]:
        yield Entry("fixed_cost", "349", CASH, self._paid("fixed_cost"))
        yield Entry("fixed_cost", "613", "349", self._cost("fixed_cost"))
        yield Entry("wages", "617", CASH, self._paid("wages"))
        social = "social_contributions"
        yield Entry(social, "617", "4441", self._cost(social))
        yield Entry(social, "4441", CASH, self._paid(social))
        tax = ("income_tax", "corporate_tax")
        yield Entry("income_tax", "670", "4453", self._cost(*tax))
        yield Entry("income_tax", "4453", CASH, self._paid(*tax))
        health = "health_contribution"
        yield Entry(health, "617", "4442", self._cost(health))
        yield Entry(health, "4442", CASH, self._paid(health))
        yield Entry("disturbance", "614", CASH, self._paid("disturbance_paid"))
        yield from self._known_by_month()

    def _known_by_month(self) -> Iterator[Entry]:
        profit = self.forecast.profit
        received, paid = self._received("monthly"), self._paid("monthly")
        earned = self._of(profit.income, ["monthly"])
        spent = self._of(profit.costs, ["monthly"])
        yield Entry("monthly", CASH, self._of_trade(SOLD, self.plan.branch), earned)
        yield Entry("monthly", "614", CASH, spent)
        yield Entry("monthly", CASH, self.owner, minus(received, earned))
        yield Entry("monthly", self.owner, CASH, minus(paid, spent))

    def _equipment(self) -> Iterator[Entry]:
        bought = self._paid("equipment_later", "equipment_renewed")
        yield Entry("equipment", "233", CASH, bought)
        yield Entry("depreciation", WEAR, "283", self._cost("depreciation"))
        yield Entry("deposit", CASH, "2486", self._received("deposit_returned"))

    def _money(self) -> Iterator[Entry]:
        yield Entry("opening_costs", "6191", "2811", self._cost("opening_costs"))
        yield Entry("loan", CASH, "1481", self._received("loan_received"))
        yield Entry("loan_fee", "614", CASH, self._paid("loan_fee"))
        yield Entry("loan_interest", "631", CASH, self._paid("loan_interest"))
        yield Entry("loan_principal", "1481", CASH, self._paid("loan_principal"))
        for kind in sorted({s.kind for s in self.plan.sources if s.repay_months}):
            account = LENT.get(kind, "1488")
            yield Entry("repay", account, CASH, self._paid(f"repay_{kind}"))
        yield Entry("grant", CASH, "1311", self._received("grant_received"))
        yield Entry("grant", CASH, "716", self._received("grant_income"))
        to_income = self._of(self.forecast.profit.other_income, ["grant_to_income"])
        yield Entry("grant_to_income", "1311", "757", to_income)
        yield Entry("other_debts", self.owner, CASH, self._paid("other_debts"))
        taken = self._paid("draw", "disturbance_sent")
        yield Entry("draw", self.owner, CASH, taken)
        yield Entry("partners_tax", self.owner, CASH, self._paid("partners_tax"))

    def _value_added_tax(self) -> Iterator[Entry]:
        books = self.forecast.books
        yield Entry("vat", "342", "4455", (ZERO, *books.sold_tax))
        yield Entry("vat", "4455", "342", (ZERO, *books.unpaid_tax))
        yield Entry("vat", "3455", "4411", (ZERO, *books.bought_tax))
        yield Entry("vat", "3455", "349", (ZERO, *books.fixed_tax))
        yield Entry("vat", "3455", "233", (ZERO, *books.equipment_tax))
        yield from self._opening_tax()
        yield Entry("vat", "4455", "4456", (ZERO, *books.exigible))
        yield Entry("vat", "4456", "3455", (ZERO, *books.deductible))
        yield Entry("vat", "4456", CASH, self._paid("vat_paid"))

    def _opening_tax(self) -> Iterator[Entry]:
        if self.plan.vat is None:
            return
        yield Entry("vat", "3455", "233", self.forecast.books.opening_tax[1])
        for cost in self.plan.startup_costs:
            account = {"stock": "31", "expense": "211"}.get(cost.nature)
            if account:
                tax = included(cost.amount, cost.vat_rate)
                yield Entry("vat", "3455", account, self._at_opening(tax), cost.label)
