"""The people of the trial companies: invented, the same every time, with phones that nobody has (+7 900 000-00-NN).

One line a person: number | last | first | patronymic | gender | position | department | hired | days of leave.
«new» as the day of hiring means: two months ago, so that the rule of the first six months can be seen at work.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from storage.people import Gender, RoleName

MAIN = "7700000001"
SMALL = "7700000002"
DESKS = {MAIN: "Кадры ООО «Пример»", SMALL: "Кадры ООО «Соседи»"}
"""Names of the HR groups."""
WORD = "ромашка"
"""The code word of everybody whom the demo brings in."""
"""Both numbers have a wrong check digit, so that no real company bears them."""

_MAIN_PEOPLE = """
0001|Соколов|Дмитрий|Андреевич|м|генеральный директор|Администрация|2015-02-02|21
0002|Иванова|Мария|Петровна|ж|начальник отдела кадров|Администрация|2016-04-11|12.5
0003|Кузнецова|Елена|Викторовна|ж|специалист по кадрам|Администрация|2021-09-06|9.33
0004|Волков|Артём|Игоревич|м|системный администратор|Администрация|2019-07-15|17
0005|Павлова|Наталья|Олеговна|ж|главный бухгалтер|Администрация|2015-03-02|28
0006|Семёнова|Юлия|Романовна|ж|бухгалтер|Администрация|2022-01-17|7
0007|Голубев|Максим|Денисович|м|юрист|Администрация|2020-10-05|14
0008|Виноградова|Ксения|Павловна|ж|офис-менеджер|Администрация|2023-05-22|4.67
0009|Данилов|Пётр|Ильич|м|водитель|Администрация|2018-05-14|11
0010|Цой|Виктория|Сергеевна|ж|секретарь|Администрация|2022-06-20|5.33
0011|Петров|Олег|Иванович|м|начальник отдела продаж|Отдел продаж|2017-06-01|16
0012|Смирнова|Анна|Сергеевна|ж|менеджер по продажам|Отдел продаж|2020-02-03|14
0013|Попов|Илья|Николаевич|м|менеджер по продажам|Отдел продаж|2021-11-15|11.67
0014|Васильева|Дарья|Алексеевна|ж|менеджер по продажам|Отдел продаж|2022-08-29|6
0015|Михайлов|Кирилл|Сергеевич|м|менеджер по продажам|Отдел продаж|2018-12-10|23
0016|Фёдорова|Алина|Максимовна|ж|менеджер по работе с клиентами|Отдел продаж|2023-03-13|2.33
0017|Беляев|Роман|Юрьевич|м|менеджер по работе с клиентами|Отдел продаж|2019-05-20|18
0018|Тарасова|Вера|Ильинична|ж|аналитик|Отдел продаж|2021-02-08|13
0019|Комаров|Глеб|Антонович|м|специалист по рекламе|Отдел продаж|new|0
0020|Орлова|Полина|Дмитриевна|ж|специалист по рекламе|Отдел продаж|2020-06-22|15
0021|Морозова|Ольга|Николаевна|ж|заведующая складом|Склад|2016-09-19|20
0022|Новиков|Павел|Александрович|м|кладовщик|Склад|2020-03-16|14
0023|Егоров|Степан|Васильевич|м|кладовщик|Склад|2018-01-22|26
0024|Медведев|Антон|Петрович|м|водитель погрузчика|Склад|2022-04-04|8
0025|Захарова|Лидия|Фёдоровна|ж|кладовщик|Склад|2017-10-30|19
0026|Борисов|Тимур|Маратович|м|грузчик|Склад|2023-09-11|3
0027|Киселёва|Галина|Львовна|ж|оператор склада|Склад|2019-11-25|12
0028|Никитин|Егор|Олегович|м|комплектовщик|Склад|2021-06-07|10
0029|Ковалёва|Инна|Борисовна|ж|комплектовщик|Склад|2020-12-14|16.33
0030|Гусев|Виталий|Евгеньевич|м|водитель|Склад|2018-08-06|22
0031|Лебедев|Игорь|Михайлович|м|начальник производства|Производство|2015-11-09|24
0032|Козлова|Татьяна|Владимировна|ж|технолог|Производство|2019-02-18|15
0033|Степанов|Николай|Игоревич|м|мастер смены|Производство|2017-03-27|21
0034|Яковлев|Сергей|Григорьевич|м|наладчик|Производство|2016-05-16|28
0035|Романова|Светлана|Анатольевна|ж|контролёр качества|Производство|2021-04-19|9
0036|Сорокин|Вадим|Русланович|м|оператор линии|Производство|2022-10-24|5
0037|Кравченко|Людмила|Степановна|ж|оператор линии|Производство|2018-06-18|18.67
0038|Белых|Юрий|Константинович|м|слесарь|Производство|2020-08-31|13
0039|Дюма|Эмилия|Артуровна|ж|лаборант|Производство|2023-02-06|4
0040|Жук|Леонид|Семёнович|м|электромонтёр|Производство|2019-09-02|17
"""
_SMALL_PEOPLE = """
0001|Орлов|Виктор|Геннадьевич|м|директор|Офис|2018-03-05|19
0002|Зайцева|Нина|Аркадьевна|ж|специалист по кадрам|Офис|2019-04-15|12
0003|Смирнова|Анна|Сергеевна|ж|дизайнер|Офис|2021-07-12|10
0004|Титов|Арсений|Павлович|м|разработчик|Офис|2020-01-27|16
0005|Кузьмина|Яна|Вадимовна|ж|редактор|Офис|2022-11-21|6
0006|Ершов|Фёдор|Львович|м|разработчик|Офис|2017-12-04|25
"""


@dataclass(frozen=True)
class Person:
    """One employee as the data tell him; ``phone`` is +7 and ten digits, ``balance`` days of leave."""

    number: str
    last: str
    first: str
    patronymic: str
    gender: Gender
    position: str
    department: str
    hired: str
    balance: Decimal
    phone: str

    def hired_on(self, today: date) -> date:
        """The day of hiring, seen from ``today``."""
        return today - timedelta(days=61) if self.hired == "new" else date.fromisoformat(self.hired)


@dataclass(frozen=True)
class Firm:
    """A company as the data tell it: managers by department (absent: none), roles by number; departments whose requests
    go straight to HR; the number of the first phone."""

    inn: str
    name: str
    people: tuple[Person, ...]
    managers: dict[str, str]
    roles: dict[str, tuple[RoleName, ...]]
    without_manager_step: tuple[str, ...] = ()


def _people(table: str, first_phone: int) -> Iterator[Person]:
    for place, line in enumerate(table.strip().splitlines()):
        number, last, first, patronymic, gender, position, department, hired, balance = line.split("|")
        yield Person(
            number=number,
            last=last,
            first=first,
            patronymic=patronymic,
            gender=Gender.MALE if gender == "м" else Gender.FEMALE,
            position=position,
            department=department,
            hired=hired,
            balance=Decimal(balance),
            phone=f"+7900000{first_phone + place:04}",
        )


FIRMS = (
    Firm(
        inn=MAIN,
        name="ООО «Пример»",
        people=tuple(_people(_MAIN_PEOPLE, 1)),
        managers={"Администрация": "0001", "Отдел продаж": "0011", "Склад": "0021", "Производство": "0031"},
        roles={
            "0001": (RoleName.DIRECTOR,),
            "0002": (RoleName.HR,),
            "0003": (RoleName.HR,),
            "0004": (RoleName.ADMIN,),
        },
        without_manager_step=("Администрация",),
    ),
    Firm(
        inn=SMALL,
        name="ООО «Соседи»",
        people=tuple(_people(_SMALL_PEOPLE, 51)),
        managers={"Офис": "0001"},
        roles={"0001": (RoleName.DIRECTOR, RoleName.ADMIN), "0002": (RoleName.HR,)},
        without_manager_step=("Офис",),
    ),
)


@dataclass(frozen=True)
class Story:
    """A request that was asked for some days ago and what became of it; ``starts_in`` days, then on a Monday."""

    inn: str
    number: str
    starts_in: int
    days: int
    steps: tuple[tuple[str, str], ...] = ()
    """(verb, number of who did it), one a day."""
    unpaid: bool = False
    comment: str = ""
    reason: str = ""

    def first(self, today: date) -> date:
        """The Monday on which the leave begins, seen from ``today``."""
        day = today + timedelta(days=self.starts_in)
        return day + timedelta(days=-day.weekday() % 7)


ORDER = "37-к"
STORIES = (
    Story(MAIN, "0012", 40, 14, (("approve", "0011"), ("accept", "0002"), ("complete", "0002"))),
    Story(MAIN, "0033", 33, 14, (("approve", "0031"), ("accept", "0003"))),
    Story(MAIN, "0024", 47, 14, (("approve", "0021"),)),
    Story(MAIN, "0013", 26, 14),
    Story(MAIN, "0029", 54, 14, comment="Хотелось бы именно эти даты: билеты уже куплены."),
    Story(
        MAIN, "0006", 19, 3, (("return", "0003"),), unpaid=True, reason="Напишите, пожалуйста, причину в комментарии."
    ),
    Story(
        MAIN,
        "0016",
        12,
        5,
        (("approve", "0011"), ("decline", "0002")),
        unpaid=True,
        reason="Эти дни — сдача отчётности.",
    ),
    Story(MAIN, "0035", 61, 14, (("withdraw", "0035"),)),
    Story(SMALL, "0003", 40, 14),
)
"""A few requests in different states."""
